"""The weights of a mode's signals: a logistic model whose weights keep the signs that the definitions give.

Each weight is drawn towards a small weight of its sign rather than towards zero: where the items say little, the
definition decides.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from guardrail.detectors.model import Model, Term
from guardrail.types import Mode
from training.intent import Matrix
from training.signals import Labels, Table

PRIOR = 0.4  # log-odds a standard deviation, in the direction of the definition
FIRMNESS = 75.0  # how firmly weights are held to the prior
FIRMER = 250.0  # for granularity: what was wanted is read least surely, so its definition counts more
_BOUNDS = {"raises": (0.0, None), "lowers": (None, 0.0), "either": (None, None)}
_SIGNS = {"raises": 1.0, "lowers": -1.0, "either": 0.0}


def firmness(mode: Mode) -> float:
    """How firmly a mode's weights are held."""
    return FIRMER if mode is Mode.GRANULARITY_MISMATCH else FIRMNESS


def weigh(table: Table, firmly: float = FIRMNESS) -> Model:
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
        value = float((np.logaddexp(0.0, logits) - failed * logits).sum() + firmly / 2 * (away**2).sum())
        return value, np.concatenate([[error.sum()], rows.T @ error + firmly * away])

    bounds = [(None, None), *(_BOUNDS[direction] for direction in table.directions)]
    found = minimize(
        loss, np.zeros(rows.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000}
    ).x
    terms = {name: Term(*map(float, values)) for name, *values in zip(table.names, found[1:], mean, scale, strict=True)}
    return Model(float(found[0]), terms)


def log_odds(model: Model, table: Table) -> Matrix:
    """What the signals alone say of a table's rows."""
    shares = [model.terms[name].share(table.values[:, index]) for index, name in enumerate(table.names)]
    return np.asarray(model.intercept + sum(shares))


def area(labels: Labels, scores: Matrix) -> float:
    """The strict AUC; nan where a class is missing."""
    failed, keep = labels == 2, labels != 1
    both = 0 < failed.sum() < keep.sum()
    return float(roc_auc_score(failed[keep], scores[keep])) if both else float("nan")
