"""The curve of what a mode's score could do at any threshold (ROC)."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_curve

from guardrail.bench.sample import Decisions

Points = tuple[tuple[float, float], ...]


def roc(decisions: Decisions) -> Points:
    """False-positive rate and recall, 0..1, at each threshold from high to low; none where only one class is there.

    A reply that was not judged counts with score 0.
    """
    if decisions.present.all() or not decisions.present.any():
        return ()
    false_positives, recall, _ = roc_curve(decisions.present, np.nan_to_num(decisions.scores))
    return tuple(zip(false_positives.tolist(), recall.tolist(), strict=True))
