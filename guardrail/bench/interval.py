"""Figures with their intervals: a bootstrap over scenarios, all resamples counted at once.

Replies to one conversation are alike, so whole scenarios are drawn, never single items (a cluster bootstrap; Efron and
Tibshirani 1993, chapter 8), and the interval is that of the percentiles. A resample is a row of weights that says how
often it has each item. The first row is the set itself, so that a figure and its interval come from one count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]
Counts = Bools | Integers

SEED = 0
PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or an area, 0..1, and the bounds of its 95 % interval.

    `value` is None where the items cannot show it. The bounds are also None where nothing was resampled, and where no
    resample differs (one scenario, no false alarm): an interval without width would claim to know more than it does.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


def numbered(names: Iterable[Hashable]) -> Integers:
    """A number for each name, the same for the same name, counting from 0."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def scenario_weights(scenarios: Integers, resamples: int) -> Floats:
    """How often each item counts: a row of ones, then a row a resample; always the same for the same scenarios."""
    itself = np.ones((1, len(scenarios)))
    names, of_item = np.unique(scenarios, return_inverse=True)
    if not names.size:
        return itself
    drawn = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
    return np.vstack([itself, drawn[:, of_item]])


def figure(values: Floats) -> Figure:
    """A figure from its value in the set itself, then in each resample; where that is nan, the resample is left out."""
    value, known = float(values[0]), values[1:][~np.isnan(values[1:])]
    if np.isnan(value):
        return Figure(None)
    if not known.size or np.ptp(known) == 0:
        return Figure(value)
    low, high = np.percentile(known, PERCENTILES)
    return Figure(value, float(low), float(high))


def share(weights: Floats, counted: Counts, among: Counts | None = None) -> Figure:
    """The share that `counted` has of `among` (of all items where that is None), each given as one number an item."""
    return figure(divided(weights @ counted, weights.sum(axis=1) if among is None else weights @ among))


def divided(part: Floats, whole: Floats) -> Floats:
    """The quotients; nan where the whole is 0."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan, dtype=np.float64), where=whole != 0)


def mean_of_known(rows: Iterable[Floats]) -> Floats:
    """The mean of several rows, place by place, over those that are not nan there."""
    stacked = np.stack(list(rows))
    return divided(np.nansum(stacked, axis=0), np.sum(~np.isnan(stacked), axis=0).astype(np.float64))
