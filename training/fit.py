"""Fit the four detectors and store them as data: `python -m training.fit`. Needs no torch.

Signals and encoder are blended on scores of items that neither had seen: each fold of sources is left out of both. In
the blend all sources count alike, however many items they have: what comes next is another source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from guardrail.detectors.model import Blend, Model
from guardrail.types import Mode
from training.folds import FOLDS, fold_of
from training.intent import Matrix
from training.items import ours_and
from training.signals import Table, tables
from training.weigh import area, firmness, log_odds, weigh

WEIGHTS = Path(str(files("guardrail.detectors"))) / "weights"
ENCODER = Path(__file__).parent / "encoder" / "scores.json"  # by item, as training.encoder.folds leaves them
SIGNALS = 0.75  # of their log-odds to one of the encoder's: best over left-out sources, which .5 to 1 hardly tell apart
_FIRM = 1.0  # a slope and an intercept need no holding
_RARE = 0.5  # added to both counts of the plain requests, or a mode that never failed there would be ruled out


@dataclass(frozen=True)
class Unseen:
    """The rows of a mode with log-odds of models that never saw their source; `encoder` is nan where unknown."""

    table: Table
    signals: Matrix
    encoder: Matrix


def unseen(mode: Mode, table: Table, encoder: Mapping[str, Sequence[float]]) -> Unseen:
    """What signals and encoder say of each item without having seen its fold."""
    folds = np.array([fold_of(str(source)) for source in table.sources])
    signals = np.zeros(len(folds))
    for fold in range(len(FOLDS)):
        out = folds == fold
        if out.any():
            signals[out] = log_odds(weigh(table.where(~out), firmness(mode)), table.where(out))
    column = list(Mode).index(mode)
    heard = [encoder[str(name)][column] if name in encoder else np.nan for name in table.ids]
    return Unseen(table, signals, np.array(heard))


def fit(mode: Mode, found: Unseen) -> Model:
    """The whole model of a mode."""
    table, judged = found.table, (found.table.labels != 1) & ~found.table.plain
    failed, known = table.labels == 2, judged & ~np.isnan(found.encoder)
    weights = _alike(table.sources)
    slope, intercept = _logistic(found.signals[judged, None], failed[judged], weights[judged])
    alone = blended = Blend(intercept, slope)
    if known.any():
        both = (SIGNALS * found.signals + found.encoder)[known, None]
        slope, intercept = _logistic(both, failed[known], weights[known])
        blended = Blend(intercept, SIGNALS * slope, slope, float(found.encoder[known].mean()))
    plain = table.plain & (table.labels != 1)
    rate = (failed[plain].sum() + _RARE) / (plain.sum() + 2 * _RARE)
    return replace(weigh(table, firmness(mode)), alone=alone, blended=blended, plain=float(rate))


def _alike(sources: NDArray[np.str_]) -> Matrix:
    """The weight of each item, 1 in the mean, so that every source has the same sum."""
    _, at, counts = np.unique(sources, return_inverse=True, return_counts=True)
    return np.asarray(len(sources) / (len(counts) * counts[at]))


def _logistic(rows: Matrix, failed: Matrix, weights: Matrix) -> tuple[float, float]:
    """Slope and intercept (Platt scaling)."""
    model = LogisticRegression(C=_FIRM).fit(rows, failed, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def scores(model: Model, found: Unseen) -> Matrix:
    """The scores that a guard without knowledge of the items would give them."""
    alone, both = model.alone.log_odds(found.signals, 0.0), model.blended.log_odds(found.signals, found.encoder)
    logits = np.where(np.isnan(found.encoder), alone, both)
    return np.where(found.table.plain, model.plain, 1.0 / (1.0 + np.exp(-logits)))


def store(mode: Mode, model: Model, folder: Path = WEIGHTS) -> Path:
    """Write a mode's weights where the detectors read them."""
    path = folder / f"{mode.value}.json"
    path.write_text(json.dumps(_rounded(asdict(model)), indent=1) + "\n", "utf-8")
    return path


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return round(value, 4)


def report(found: Unseen, score: Matrix) -> str:
    """The AUC of signals, encoder and score over all, and of the score on each source with failures enough."""
    labels, sources = found.table.labels, found.table.sources
    heard = np.where(np.isnan(found.encoder), 0.0, found.encoder)
    whole = [f"{name} {area(labels, part):.3f}" for name, part in (("signals", found.signals), ("encoder", heard))]
    each = {str(name): area(labels[sources == name], score[sources == name]) for name in sorted(set(sources))}
    told = [f"{name} {value:.3f}" for name, value in each.items() if not np.isnan(value)]
    return f"{', '.join(whole)}, score {area(labels, score):.3f}; by source left out: {', '.join(told)}"


def main(
    add: Annotated[list[Path], typer.Option(help="Further items to fit on, in the benchmark's form.")] = [],  # noqa: B006  # typer reads it
) -> None:
    """Fit on our items (and what --add names), report AUC with whole sources left out, write the weights."""
    encoder = json.loads(ENCODER.read_text("utf-8")) if ENCODER.exists() else {}
    for mode, table in tables(ours_and(add)).items():
        found = unseen(mode, table, encoder)
        model = fit(mode, found)
        typer.echo(f"{mode.value}: {(table.labels == 2).sum()} of {len(table.labels)} fail")
        typer.echo(f"  {report(found, scores(model, found))}\n  {store(mode, model)}")


if __name__ == "__main__":
    typer.run(main)
