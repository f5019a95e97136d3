"""The labelled items: ours, with the blind labels joined on, and others from files of the same form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from guardrail.types import Conversation, Mode

HERE = Path(__file__).parent / "items"


@dataclass(frozen=True)
class Item:
    """A labelled item; `source` is who wrote the reply, `scenario` the conversation it answers."""

    id: str
    source: str
    scenario: str
    conversation: Conversation
    reply: str
    labels: dict[Mode, int]


def ours() -> list[Item]:
    """Our own items that have labels; where several read an item, the median of their labels (1 where they split)."""
    labels: dict[str, list[dict[str, int]]] = {}
    for path in sorted((HERE / "labels").glob("*.jsonl")):
        for row in _rows(path):
            labels.setdefault(row["id"], []).append(row["labels"])
    return [
        _item(row, path.stem, labels[row["id"]])
        for path in sorted(HERE.glob("*.jsonl"))
        for row in _rows(path)
        if row["id"] in labels
    ]


@dataclass(frozen=True)
class Labelled:
    """A conversation with what a careful reader says that its last message needs."""

    source: str
    conversation: Conversation
    need: dict[str, Any]


def needs() -> list[Labelled]:
    """The conversations of our items whose need is labelled."""
    rows = {row["id"]: (path.stem, row) for path in sorted(HERE.glob("*.jsonl")) for row in _rows(path)}
    labelled = [need for path in sorted((HERE / "needs").glob("*.jsonl")) for need in _rows(path) if need["id"] in rows]
    return [Labelled(rows[need["id"]][0], Conversation.of(rows[need["id"]][1]["messages"]), need) for need in labelled]


def others(path: Path) -> list[Item]:
    """Items of a file in the benchmark's form; the source is the first part of the domain or id."""
    return [_item(row, row["domain"] if "/" in row["id"] else path.stem, [row["labels"]]) for row in _rows(path)]


def ours_and(paths: Iterable[Path]) -> list[Item]:
    """Our own items, then those of files in the benchmark's form."""
    return [*ours(), *(item for path in paths for item in others(path))]


def _item(row: dict[str, Any], source: str, labels: list[dict[str, int]]) -> Item:
    joined = {mode: round(median(label[mode] for label in labels) + 1e-9) for mode in Mode}
    return Item(row["id"], source, row["scenario"], Conversation.of(row["messages"]), row["reply"], joined)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
