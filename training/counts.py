"""How many items there are, of what kind, how they are labelled, and how far two readers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sklearn.metrics import cohen_kappa_score

from guardrail.bench.items import LEVELS
from guardrail.types import Mode
from training.form import Reading, Row
from training.items import Item
from training.schema import Place

ORDINARY = ("ordinary", "plain")  # the sets of ordinary requests, with replies that are right


def counts(items: Mapping[Place, Row], readings: Mapping[Place, Reading], labelled: Sequence[Item]) -> Iterator[str]:
    """All counts, a line each; `labelled` are the items with their labels joined."""
    sets = [place.set for place in items]
    scenarios = len({row.scenario for row in items.values()})
    yield f"{len(items)} items in {scenarios} scenarios, {len(labelled)} labelled"
    yield f"  ordinary requests: {sum(name in ORDINARY for name in sets)}"
    yield f"  by set: {_counted(sets)}"
    yield f"  by domain: {_counted([row.domain for row in items.values()])}"
    yield f"  by dimension: {_counted([row.dimension for row in items.values()])}"
    yield f"share of labels {', '.join(map(str, LEVELS))}"
    yield from (f"  {mode.value}: {_shares([item.labels[mode] for item in labelled])}" for mode in Mode)
    yield from agreement(readings.values())


def _counted(values: Sequence[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in Counter(values).most_common())


def _shares(levels: Sequence[int]) -> str:
    return ", ".join(f"{levels.count(level) / max(len(levels), 1):.1%}" for level in LEVELS)


def agreement(readings: Iterable[Reading]) -> Iterator[str]:
    """The quadratic kappa of each mode over the items that two readers labelled."""
    read: dict[str, list[dict[Mode, int]]] = {}
    for reading in readings:
        read.setdefault(reading.id, []).append(reading.labels)
    pairs = [labels for labels in read.values() if len(labels) == 2]
    yield f"{len(pairs)} items labelled twice; quadratic kappa, and opposite labels"
    for mode in Mode if pairs else ():
        first, second = ([labels[reader][mode] for labels in pairs] for reader in (0, 1))
        opposite = sum(abs(one - other) == 2 for one, other in zip(first, second, strict=True))
        kappa = cohen_kappa_score(first, second, labels=LEVELS, weights="quadratic")
        yield f"  {mode.value}: {kappa:.2f}, {opposite}"
