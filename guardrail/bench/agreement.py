"""How well a guard's flags and scores agree with the labels, mode by mode, each figure with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guardrail.bench.interval import Figure, figure, mean_of_known
from guardrail.bench.rates import Rates, rates
from guardrail.bench.sample import Decisions, Sample
from guardrail.types import Mode


@dataclass(frozen=True, slots=True)
class Agreement:
    """One mode's figures; `present` and `absent` count the items they come from.

    `precision_at_base_rate` is the precision a user would see if only that share of replies failed in this mode.
    """

    precision: Figure
    recall: Figure
    f1: Figure
    auc: Figure
    false_positive_rate: Figure
    precision_at_base_rate: Figure
    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class Macro:
    """The mean of the modes that have the figure."""

    f1: Figure
    auc: Figure


def agreement(sample: Sample, base_rate: float) -> tuple[dict[Mode, Agreement], Macro]:
    """The agreement in each mode and over all. Arguable items (level 1) are left out of a mode's figures."""
    decisions = {mode: sample.decisions(mode) for mode in Mode}
    counted = {mode: rates(one) for mode, one in decisions.items()}
    modes = {mode: _agreement(decisions[mode], counted[mode], base_rate) for mode in Mode}
    return modes, macro(counted.values())


def macro(counted: Iterable[Rates]) -> Macro:
    """The means over modes; in each resample over the modes that have the figure there."""
    modes = list(counted)
    if not modes:
        return Macro(Figure(None), Figure(None))
    return Macro(figure(mean_of_known(one.f1 for one in modes)), figure(mean_of_known(one.auc for one in modes)))


def _agreement(decisions: Decisions, counted: Rates, base_rate: float) -> Agreement:
    return Agreement(
        precision=figure(counted.precision),
        recall=figure(counted.recall),
        f1=figure(counted.f1),
        auc=figure(counted.auc),
        false_positive_rate=figure(counted.false_positive_rate),
        precision_at_base_rate=figure(counted.precision_at(base_rate)),
        present=int(decisions.present.sum()),
        absent=int((~decisions.present).sum()),
    )
