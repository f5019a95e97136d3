"""How far scores move when an item is written otherwise, though a careful reader would judge it the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from guardrail.bench.interval import Bools, Floats, figure
from guardrail.bench.items import Item
from guardrail.bench.movers import Mover, farthest
from guardrail.bench.perturbations.registry import PERTURBATIONS
from guardrail.bench.rates import rates
from guardrail.bench.sample import ARGUABLE, PRESENT, Decisions
from guardrail.bench.trials import Tried
from guardrail.types import Mode, Verdict

ALL = "all"


@dataclass(frozen=True, slots=True)
class Stability:
    """How far the scores of one mode move under one perturbation ("all": under all).

    `items` counts what it applies to and was judged, `mean` and `p95` are the mean and the 95th percentile of the
    change of score, up or down, `flipped` is the share of decisions that change, and `one_sided` counts the items that
    were judged only before or only after. The AUCs are those of labelled items that it applies to, before and after.
    Without items all figures are None. A reply that was not judged counts as not flagged, with score 0.
    """

    perturbation: str
    mode: Mode
    items: int
    mean: float | None
    p95: float | None
    flipped: float | None
    auc_before: float | None
    auc_after: float | None
    one_sided: int


@dataclass(frozen=True)
class Robustness:
    """The figures of one set: by mode, then by perturbation in the order in which they are tried, then of all.

    `movers` are the worst, farthest first. `degraded` says what the guard had to do without ("" for nothing).
    """

    items: int
    trials: int
    stabilities: dict[Mode, tuple[Stability, ...]]
    movers: tuple[Mover, ...]
    degraded: str

    def data(self) -> dict[str, Any]:
        """The figures as plain data for JSON, under the names they have here."""
        plain: dict[str, Any] = TypeAdapter(Robustness).dump_python(self, mode="json")
        return plain


def robustness(items: int, done: Sequence[Tried], worst: int, texts: bool = False) -> Robustness:
    """The figures of the trials of so many items, with the `worst` movers; with `texts`, these quote conversations."""
    return Robustness(
        items=items,
        trials=len(done),
        stabilities={mode: tuple(_stabilities(mode, done)) for mode in Mode},
        movers=farthest(done, worst, texts),
        degraded=next((one.before.degraded for one in done if one.before.degraded), ""),
    )


def _stabilities(mode: Mode, done: Sequence[Tried]) -> Iterator[Stability]:
    judged = [one for one in done if mode in one.before.scores or mode in one.after.scores]
    for name in PERTURBATIONS:
        yield _stability(name, mode, [one for one in judged if one.trial.perturbation == name])
    yield _stability(ALL, mode, judged)


def _stability(name: str, mode: Mode, done: Sequence[Tried]) -> Stability:
    if not done:
        return Stability(name, mode, 0, None, None, None, None, None, 0)
    before, after = [one.before for one in done], [one.after for one in done]
    moves = np.abs(_scores(mode, after) - _scores(mode, before))
    items = [one.trial.item for one in done]
    return Stability(
        perturbation=name,
        mode=mode,
        items=len(done),
        mean=float(moves.mean()),
        p95=float(np.percentile(moves, 95)),
        flipped=float(np.mean(_flagged(mode, before) != _flagged(mode, after))),
        auc_before=_auc(mode, items, before),
        auc_after=_auc(mode, items, after),
        one_sided=sum((mode in one.before.scores) != (mode in one.after.scores) for one in done),
    )


def _scores(mode: Mode, verdicts: Sequence[Verdict]) -> Floats:
    return np.array([verdict.scores.get(mode, 0.0) for verdict in verdicts])


def _flagged(mode: Mode, verdicts: Sequence[Verdict]) -> Bools:
    return np.array([mode in verdict.flagged for verdict in verdicts])


def _auc(mode: Mode, items: Sequence[Item], verdicts: Sequence[Verdict]) -> float | None:
    """The AUC on the items that have a label in the mode which is not arguable; None where they cannot show it."""
    strict = np.array([item.labels.get(mode, ARGUABLE) != ARGUABLE for item in items])
    if not strict.any():
        return None
    present = np.array([item.labels.get(mode) == PRESENT for item in items])
    scores, flagged = _scores(mode, verdicts), _flagged(mode, verdicts)
    counted = Decisions(present[strict], flagged[strict], scores[strict], np.ones((1, int(strict.sum()))))
    return figure(rates(counted).auc).value
