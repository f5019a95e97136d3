"""Fit the weights of the four detectors and store them as data: `python -m training.fit`.

A logistic model a mode. Each signal's weight keeps the sign that its definition gives it, and is drawn towards a small
weight of that sign rather than towards zero: where the items say little, the definition decides. The score is a
probability under the mix of items it was fitted on.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from guardrail.detectors.signals import Model, Term
from guardrail.types import Mode
from training.items import others, ours
from training.signals import Matrix, Table, tables

PRIOR = 0.4  # log-odds a standard deviation, in the direction of the definition
FIRMNESS = 75.0  # how firmly weights are held to the prior
FIRMER = 250.0  # for granularity: what was wanted is read least surely, so its definition counts more
WEIGHTS = Path(str(files("guardrail.detectors"))) / "weights"
_BOUNDS = {"raises": (0.0, None), "lowers": (None, 0.0), "either": (None, None)}
_SIGNS = {"raises": 1.0, "lowers": -1.0, "either": 0.0}


def fit(table: Table, firmness: float = FIRMNESS) -> Model:
    """The model of a mode from labelled rows; label 2 is the failure, 0 its absence."""
    table = table.strict
    mean, scale = table.values.mean(axis=0), table.values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    rows, failed = (table.values - mean) / scale, (table.labels == 2).astype(float)
    prior = PRIOR * np.array([_SIGNS[direction] for direction in table.directions])

    def loss(found: Matrix) -> tuple[float, Matrix]:
        logits = found[0] + rows @ found[1:]
        away = found[1:] - prior
        error = 1.0 / (1.0 + np.exp(-logits)) - failed
        value = float((np.logaddexp(0.0, logits) - failed * logits).sum() + firmness / 2 * (away**2).sum())
        return value, np.concatenate([[error.sum()], rows.T @ error + firmness * away])

    bounds = [(None, None), *(_BOUNDS[direction] for direction in table.directions)]
    found = minimize(
        loss, np.zeros(rows.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000}
    ).x
    terms = {name: Term(*map(float, values)) for name, *values in zip(table.names, found[1:], mean, scale, strict=True)}
    return Model(float(found[0]), terms)


def probabilities(model: Model, table: Table) -> Matrix:
    """The scores of a table's rows."""
    shares = sum(model.terms[name].share(table.values[:, index]) for index, name in enumerate(table.names))
    return np.asarray(1.0 / (1.0 + np.exp(-(model.intercept + shares))))


def area(table: Table, scores: Matrix) -> float:
    """The strict AUC; nan where a class is missing."""
    keep = table.labels != 1
    return (
        float(roc_auc_score(table.labels[keep] == 2, scores[keep]))
        if len(set(table.labels[keep])) > 1
        else float("nan")
    )


def left_out(table: Table, firmness: float = FIRMNESS) -> dict[str, float]:
    """The AUC on each source when the model never saw it."""
    found = {}
    for source in sorted(set(table.sources)):
        chosen = table.sources == source
        if (table.labels[chosen] == 2).sum() >= 8:
            found[str(source)] = area(
                table.where(chosen), probabilities(fit(table.where(~chosen), firmness), table.where(chosen))
            )
    return found


def store(mode: Mode, model: Model, folder: Path = WEIGHTS) -> Path:
    """Write a mode's weights where the detectors read them."""
    path = folder / f"{mode.value}.json"
    terms = {
        name: {"weight": round(term.weight, 4), "mean": round(term.mean, 4), "scale": round(term.scale, 4)}
        for name, term in model.terms.items()
    }
    path.write_text(json.dumps({"intercept": round(model.intercept, 4), "terms": terms}, indent=1) + "\n", "utf-8")
    return path


def main(
    add: Annotated[list[Path], typer.Option(help="Further items to fit on, in the benchmark's form.")] = [],  # noqa: B006  # typer reads it
    check: Annotated[bool, typer.Option(help="Also fit with each source left out, and print its AUC.")] = True,
) -> None:
    """Fit on our items (and what --add names), report AUC with whole sources left out, write the weights."""
    for mode, table in tables([*ours(), *(item for path in add for item in others(path))]).items():
        firmness = FIRMER if mode is Mode.GRANULARITY_MISMATCH else FIRMNESS
        held = left_out(table, firmness) if check else {}
        typer.echo(
            f"{mode.value}: {(table.labels == 2).sum()} of {len(table.labels)} fail; left out: "
            + ", ".join(f"{source} {value:.3f}" for source, value in held.items())
        )
        typer.echo(f"  {store(mode, fit(table, firmness))}")


if __name__ == "__main__":
    typer.run(main)
