"""What repairs are worth: how many flagged replies they mend, what they cost, and what they must never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from guardrail.bench.changes import words
from guardrail.bench.interval import Figure, scenario_weights, share
from guardrail.bench.measurable import RESAMPLES
from guardrail.bench.quality import not_judged
from guardrail.bench.repairs import Repaired
from guardrail.bench.sample import scenario_numbers
from guardrail.types import Action, Mode


@dataclass(frozen=True, slots=True)
class ByAction:
    """The flagged replies that left in one way: how many, and how many of them mended."""

    replies: int
    mended: int


@dataclass(frozen=True, slots=True)
class ByMode:
    """One mode: the replies that it was flagged in as they came, how many of these are no longer flagged in it, and how
    many others newly are; the mean score of the flagged ones as they came and as they left, None without any.
    """

    flagged: int
    gone: int
    raised: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Spent:
    """The calls of the model, how many of them failed, and the tokens of the others (0 where none were counted)."""

    calls: int
    failed: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Never:
    """The ids of the items in which something happened that must not: the fewer the better, and none is right.

    `lost` lost or turned round what must stay, `added` got what no repair may add, `raised` got a mode that was not
    flagged before, `clean_changed` are absent in all modes by their labels and got other words.
    """

    lost: tuple[str, ...]
    added: tuple[str, ...]
    raised: tuple[str, ...]
    clean_changed: tuple[str, ...]


@dataclass(frozen=True)
class Mending:
    """The figures of one set. `mended` is the share of the flagged replies whose delivered words are the model's or
    edited ones, judged in all modes and flagged in none; what was removed and added is counted in words.
    """

    items: int
    flagged: int
    clean: int
    mended: Figure
    actions: dict[Action, ByAction]
    modes: dict[Mode, ByMode]
    changed: int
    words_added: int
    words_removed: int
    spent: Spent
    never: Never
    not_judged: Counter[str]

    def data(self) -> dict[str, Any]:
        """The figures as plain data for JSON, under the names they have here."""
        plain: dict[str, Any] = TypeAdapter(Mending).dump_python(self, mode="json")
        return plain


def mending(done: Sequence[Repaired], resamples: int = RESAMPLES) -> Mending:
    """The figures of labelled items that were put right; `resamples` are drawn for the interval (0: none)."""
    flagged = [one for one in done if one.before.findings]
    changed = [one for one in done if one.outcome.changed]
    clean = [one for one in done if not any(one.item.labels.values())]
    return Mending(
        items=len(done),
        flagged=len(flagged),
        clean=len(clean),
        mended=_mended(flagged, resamples),
        actions={action: _by_action(flagged, action) for action in Action},
        modes={mode: _by_mode(mode, done) for mode in Mode},
        changed=len(changed),
        words_added=sum(words(one.changes, "new") for one in changed),
        words_removed=sum(words(one.changes, "gone") for one in changed),
        spent=_spent(done),
        never=_never(done, clean),
        not_judged=Counter(reason for one in done if (reason := not_judged(one.before))),
    )


def _mended(flagged: Sequence[Repaired], resamples: int) -> Figure:
    weights = scenario_weights(scenario_numbers(one.item for one in flagged), resamples)
    return share(weights, np.array([one.mended for one in flagged], dtype=bool))


def _by_action(flagged: Sequence[Repaired], action: Action) -> ByAction:
    left = [one for one in flagged if one.outcome.action is action]
    return ByAction(len(left), sum(one.mended for one in left))


def _by_mode(mode: Mode, done: Sequence[Repaired]) -> ByMode:
    flagged = [one for one in done if mode in one.before.flagged]
    after = [one.after.scores[mode] for one in flagged if mode in one.after.scores]
    return ByMode(
        flagged=len(flagged),
        gone=sum(mode in one.after.scores and mode not in one.after.flagged for one in flagged),
        raised=sum(mode in one.raised for one in done),
        before=fmean(one.before.scores[mode] for one in flagged) if flagged else None,
        after=fmean(after) if after else None,
    )


def _spent(done: Sequence[Repaired]) -> Spent:
    return Spent(
        calls=sum(one.calls for one in done),
        failed=sum(len(one.outcome.errors) for one in done),
        tokens=sum(one.tokens for one in done),
    )


def _never(done: Sequence[Repaired], clean: Sequence[Repaired]) -> Never:
    return Never(
        lost=_ids(done, lambda one: one.lost),
        added=_ids(done, lambda one: one.drift),
        raised=_ids(done, lambda one: one.raised),
        clean_changed=_ids(clean, lambda one: one.outcome.changed),
    )


def _ids(done: Sequence[Repaired], happened: Callable[[Repaired], Any]) -> tuple[str, ...]:
    return tuple(one.item.id for one in done if happened(one))
