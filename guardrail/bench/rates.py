"""Precision, recall, F1, false positives and AUC, in a set and in all its resamples at once.

The definitions are scikit-learn's, which counts one set of weights at a time. Where it warns and answers 0, the figure
is nan: nothing flagged has no precision, nothing present no recall and no F1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guardrail.bench.interval import Bools, Floats, divided
from guardrail.bench.sample import Decisions


@dataclass(frozen=True)
class Rates:
    """Each figure 0..1 in every row of weights, nan where that row cannot show it."""

    precision: Floats
    recall: Floats
    f1: Floats
    auc: Floats
    false_positive_rate: Floats

    def precision_at(self, base_rate: float) -> Floats:
        """The precision where a share `base_rate` (0..1) of replies fails; nan where nothing would be flagged."""
        found = base_rate * self.recall
        return divided(found, found + (1 - base_rate) * self.false_positive_rate)


def rates(decisions: Decisions) -> Rates:
    """The figures of one mode. A reply that was not judged counts as not flagged, with score 0."""
    weights, present, flagged = decisions.weights, decisions.present, decisions.flagged
    hits, false_alarms = weights @ (present & flagged), weights @ (~present & flagged)
    failing, passing = weights @ present, weights @ ~present
    recall = divided(hits, failing)
    return Rates(
        precision=divided(hits, hits + false_alarms),
        recall=recall,
        f1=np.where(np.isnan(recall), np.nan, divided(2 * hits, hits + false_alarms + failing)),
        auc=divided(_pairs_won(weights, present, np.nan_to_num(decisions.scores)), failing * passing),
        false_positive_rate=divided(false_alarms, passing),
    )


def _pairs_won(weights: Floats, present: Bools, scores: Floats) -> Floats:
    """In how many pairs of present and absent the present one scores higher; a tie is half a pair."""
    order = np.argsort(scores)
    ties = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))  # where each run of equal scores begins
    failing = np.add.reduceat((weights * present)[:, order], ties, axis=1)
    passing = np.add.reduceat((weights * ~present)[:, order], ties, axis=1)
    won: Floats = (failing * (np.cumsum(passing, axis=1) - passing / 2)).sum(axis=1)
    return won
