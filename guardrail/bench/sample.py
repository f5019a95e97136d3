"""Labelled items and what the guard said of them, as arrays to count in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from guardrail.bench.interval import Bools, Floats, Integers, numbered, scenario_weights
from guardrail.bench.items import Item
from guardrail.types import Mode, Verdict

ARGUABLE, PRESENT = 1, 2
MODES = tuple(Mode)

Judged = Sequence[tuple[Item, Verdict]]


@dataclass(frozen=True)
class Decisions:
    """One mode, without the items that are arguable in it: one entry an item, one row of `weights` a resample.

    `scores` are 0..1, nan where the mode was not judged.
    """

    present: Bools
    flagged: Bools
    scores: Floats
    weights: Floats


@dataclass(frozen=True)
class Sample:
    """One row an item, one column a mode in the order of `Mode`; `scenarios` has one number an item."""

    levels: Integers
    flagged: Bools
    scores: Floats
    scenarios: Integers
    resamples: int

    def __len__(self) -> int:
        return len(self.levels)

    @cached_property
    def weights(self) -> Floats:
        """How often each item counts in the set itself and in each resample."""
        return scenario_weights(self.scenarios, self.resamples)

    @property
    def strict(self) -> Bools:
        """Which labels count: those on which readers would not split."""
        strict: Bools = self.levels != ARGUABLE
        return strict

    @property
    def present(self) -> Bools:
        """Which labels say that a careful reader would raise the mode."""
        present: Bools = self.levels == PRESENT
        return present

    @property
    def clean(self) -> Bools:
        """Which items are absent in all four modes."""
        return ~in_any_mode(self.levels > 0)

    def rows(self, chosen: Bools) -> Sample:
        """Only the chosen items, to be resampled among themselves."""
        names = ("levels", "flagged", "scores", "scenarios")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})

    def decisions(self, mode: Mode) -> Decisions:
        """The decisions on one mode that count."""
        column = MODES.index(mode)
        kept = self.strict[:, column]
        present, flagged, scores = (table[kept, column] for table in (self.present, self.flagged, self.scores))
        return Decisions(present, flagged, scores, self.weights[:, kept])


def sampled(judged: Judged, resamples: int) -> Sample:
    """The arrays of labelled items that were judged."""
    verdicts = [verdict for _, verdict in judged]
    return Sample(
        levels=np.array([[item.labels[mode] for mode in MODES] for item, _ in judged]),
        flagged=flagged_table(verdicts),
        scores=np.array([[verdict.scores.get(mode, np.nan) for mode in MODES] for verdict in verdicts]),
        scenarios=scenario_numbers(item for item, _ in judged),
        resamples=resamples,
    )


def flagged_table(verdicts: Iterable[Verdict]) -> Bools:
    """Which modes are flagged: one row a reply, one column a mode."""
    return np.array([[mode in verdict.flagged for mode in MODES] for verdict in verdicts])


def in_any_mode(table: Bools) -> Bools:
    """Which replies are marked in at least one mode."""
    marked: Bools = np.logical_or.reduce(table, axis=1)
    return marked


def scenario_numbers(items: Iterable[Item]) -> Integers:
    """The scenario of each item; without a name, items that answer the same words are of one scenario."""
    return numbered(item.scenario or item.conversation for item in items)
