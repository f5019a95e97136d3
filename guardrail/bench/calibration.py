"""Whether scores are probabilities: of the replies that score .7, do readers raise seven in ten?

The expected calibration error is that of Guo et al. 2017 ("On Calibration of Modern Neural Networks", equation 3) for
one class: over ten bins of equal width, the mean distance of the mean score from the share that is present, each bin
counting by its items. Replies that were not judged have no score and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guardrail.bench.sample import Decisions

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The items that score from `low` to below `high` (1 belongs to the last bin): mean score and share present, 0..1.

    Both are None where there are no items.
    """

    low: float
    high: float
    items: int
    score: float | None
    present: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The expected calibration error, 0..1 (None without items), and the bins it comes from."""

    ece: float | None
    bins: tuple[Bin, ...]


def calibration(decisions: Decisions) -> Calibration:
    """The calibration of one mode's scores."""
    judged = ~np.isnan(decisions.scores)
    scores, present = decisions.scores[judged], decisions.present[judged]
    edges = np.linspace(0, 1, BINS + 1)
    counts, sums, hits = (
        np.histogram(scores, edges, weights=each)[0] for each in (None, scores, present.astype(float))
    )
    ece = float(np.abs(sums - hits).sum() / len(scores)) if len(scores) else None
    rows = zip(edges[:-1], edges[1:], counts, sums, hits, strict=True)
    return Calibration(ece, tuple(_bin(*map(float, row)) for row in rows))


def _bin(low: float, high: float, items: float, scores: float, hits: float) -> Bin:
    if not items:
        return Bin(round(low, 1), round(high, 1), 0, None, None)
    return Bin(round(low, 1), round(high, 1), int(items), scores / items, hits / items)
