"""Where a guard is good and where it is not: the figures of groups of items, and of traps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guardrail.bench.agreement import macro
from guardrail.bench.interval import Bools, Figure, share
from guardrail.bench.items import Item
from guardrail.bench.rates import rates
from guardrail.bench.sample import Sample, in_any_mode
from guardrail.types import Mode

ENOUGH = 5
UNNAMED = "(none)"
FIELDS = ("domain", "dimension", "source")


@dataclass(frozen=True, slots=True)
class Group:
    """The items with one value of a field. `failing` counts those that are present in some mode, `clean` those absent
    in all; `clean_flagged` is the share of the clean ones flagged in any mode.

    `f1` and `auc` are means over the `modes` modes of which at least `ENOUGH` items are present and as many absent.
    """

    name: str
    items: int
    failing: int
    clean: int
    clean_flagged: Figure
    modes: int
    f1: Figure
    auc: Figure


@dataclass(frozen=True, slots=True)
class Traps:
    """Items whose surface misleads, against the others: the share of decisions on a mode of an item that are right."""

    items: int
    right: Figure
    others_right: Figure


def breakdowns(items: Sequence[Item], sample: Sample) -> dict[str, tuple[Group, ...]]:
    """The groups by domain, dimension and source, in the order of their names.

    A field that is blank everywhere, or that divides the items just as one before it, is left out.
    """
    found: dict[str, tuple[Group, ...]] = {}
    for field in FIELDS:
        names = [getattr(item, field) for item in items]
        groups = _groups([name or UNNAMED for name in names], sample) if any(names) else ()
        if groups and groups not in found.values():
            found[field] = groups
    return found


def traps(items: Sequence[Item], sample: Sample) -> Traps | None:
    """How the guard does on traps; None where no item is one."""
    trap = np.array([item.trap for item in items])
    if not trap.any():
        return None
    return Traps(int(trap.sum()), _right(sample.rows(trap)), _right(sample.rows(~trap)))


def clean_flagged(sample: Sample) -> Figure:
    """The share of the items without any failure that are flagged in any mode."""
    return share(sample.weights, sample.clean & in_any_mode(sample.flagged), sample.clean)


def _groups(names: Sequence[str], sample: Sample) -> tuple[Group, ...]:
    return tuple(_group(name, sample.rows(np.array([other == name for other in names]))) for name in sorted(set(names)))


def _group(name: str, sample: Sample) -> Group:
    shown = [one for mode in Mode if _enough((one := sample.decisions(mode)).present)]
    means = macro(map(rates, shown))
    return Group(
        name=name,
        items=len(sample),
        failing=int(in_any_mode(sample.present).sum()),
        clean=int(sample.clean.sum()),
        clean_flagged=clean_flagged(sample),
        modes=len(shown),
        f1=means.f1,
        auc=means.auc,
    )


def _enough(present: Bools) -> bool:
    return bool(min(present.sum(), (~present).sum()) >= ENOUGH)


def _right(sample: Sample) -> Figure:
    right = sample.strict & (sample.flagged == sample.present)
    return share(sample.weights, right.sum(axis=1), sample.strict.sum(axis=1))
