"""Items turned into the numbers that the detectors see: one matrix of signals a mode.

The intent of an item is read by a model that never saw its set, or the detectors would learn to trust it too much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guardrail.detectors.phrases import rule_book
from guardrail.detectors.registry import MEASURES
from guardrail.errors import Unreadable
from guardrail.policy.schema import Policy
from guardrail.reading.intent import IntentModel
from guardrail.reading.reading import Reading, read
from guardrail.types import Mode, Reply
from training.intent import Matrix, without
from training.items import Item, needs

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """The signals of one mode: `values` is items x signals, `labels` 0, 1 or 2 an item, `sources` the writers.

    `plain` is True where the gate closes: the item answers a plain request.
    """

    names: tuple[str, ...]
    directions: tuple[str, ...]
    values: Matrix
    labels: Labels
    sources: NDArray[np.str_]
    ids: NDArray[np.str_]
    plain: NDArray[np.bool_]

    def where(self, chosen: NDArray[np.bool_]) -> Table:
        """The rows that are chosen."""
        rows = (part[chosen] for part in (self.values, self.labels, self.sources, self.ids, self.plain))
        return Table(self.names, self.directions, *rows)

    @property
    def strict(self) -> Table:
        """The rows that careful readers would not split on (no label 1)."""
        return self.where(self.labels != 1)


def tables(items: Sequence[Item]) -> dict[Mode, Table]:
    """The table of every mode; items that the guard does not judge (another language) are left out."""
    policy = Policy(name="training")
    book = rule_book(policy.rules)
    models = {source: without(source) for source in sorted({row.source for row in needs()})}
    readings = [(item, reading) for item in items if (reading := _read(item, models, policy.judging.max_characters))]
    return {
        mode: _table(mode, [(item, reading, MEASURES[mode].measure(reading, book)) for item, reading in readings])
        for mode in Mode
    }


def _read(item: Item, models: Mapping[str, IntentModel], most: int) -> Reading | None:
    try:
        reading = read(item.conversation, Reply(item.reply), most)
    except Unreadable:
        return None
    if item.source in models:
        vars(reading.need)["intent"] = models[item.source].read(reading.need)
    return reading


def _table(mode: Mode, rows: list) -> Table:
    first = rows[0][2]
    return Table(
        tuple(signal.name for signal in first),
        tuple(signal.direction for signal in first),
        np.array([[signal.value for signal in signals] for *_, signals in rows], dtype=float),
        np.array([item.labels[mode] for item, *_ in rows]),
        np.array([item.source for item, *_ in rows]),
        np.array([item.id for item, *_ in rows]),
        np.array([reading.need.plain for _, reading, _ in rows]),
    )
