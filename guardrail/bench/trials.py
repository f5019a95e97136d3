"""Items judged as they are and under every perturbation that applies to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from guardrail.bench.items import Item
from guardrail.bench.perturbations.registry import PERTURBATIONS, perturbed
from guardrail.engine import Guard
from guardrail.types import Verdict

_TIMEOUT = 60.0  # seconds, the most that a policy may allow: a busy machine must not move a score


@dataclass(frozen=True)
class Trial:
    """An item and what a perturbation makes of it."""

    perturbation: str
    item: Item
    changed: Item


@dataclass(frozen=True)
class Tried:
    """A trial with the verdicts on the item as it is and as it is changed."""

    trial: Trial
    before: Verdict
    after: Verdict


def planned(items: Sequence[Item], seed: int) -> tuple[Trial, ...]:
    """The trials of items, item by item; the same for the same items and seed."""
    return tuple(
        Trial(name, item, changed)
        for item in items
        for name in PERTURBATIONS
        if (changed := perturbed(item, name, seed)) is not None
    )


def tried(guard: Guard, trials: Sequence[Trial]) -> Iterator[Tried]:
    """Each trial judged, in order. An item is judged once as it is, and once changed a trial."""
    judge = patient(guard)
    for item, group in groupby(trials, attrgetter("item")):
        before = judge.check(item.conversation, item.reply)
        for trial in group:
            yield Tried(trial, before, judge.check(trial.changed.conversation, trial.changed.reply))


def patient(guard: Guard) -> Guard:
    """The guard with all the time to judge that a policy may allow."""
    return guard.under(judging=guard.policy.judging.model_copy(update={"timeout": _TIMEOUT}))
