"""Labelled items in a folder, made line by line, and as a table of signals."""

import json

import numpy as np
import pytest

from guardrail.types import Mode
from training.signals import Table

NAMES, DIRECTIONS = ("telling", "wrong_way", "noise", "constant"), ("raises", "raises", "either", "lowers")


class Sets:
    def __init__(self, folder):
        self.folder = folder

    def write(self, file, line):
        path = self.folder / f"{file}.jsonl"
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as lines:
            lines.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")

    def item(self, source, name, without="", **fields):
        """An item of the right form but for `fields` and the field that it goes `without`; `messages` may be text."""
        row = {"id": name, "scenario": name[:-2], "domain": "family", "dimension": "cultural", "reply": "hello"}
        row |= {"messages": "hi", "persona": "a model", **fields}
        if isinstance(row["messages"], str):
            row["messages"] = [{"role": "user", "content": row["messages"]}]
        self.write(source, {field: value for field, value in row.items() if field != without})

    def labels(self, reader, name, level=0, **levels):
        labels = {mode.value: level for mode in Mode} | levels
        self.write(f"labels/{reader}", {"id": name, "labels": labels, "trap": False})


@pytest.fixture
def sets(tmp_path):
    return Sets(tmp_path)


@pytest.fixture(scope="session")
def table():
    """Rows in which `telling` tells the failures, `wrong_way` speaks against its definition, the rest says nothing."""
    draw = np.random.default_rng(0)
    labels = np.tile([0, 2, 2, 0, 1], 80)
    failed = (labels == 2).astype(float)
    noise = draw.normal(size=(3, len(labels)))
    values = np.column_stack([failed + noise[0], -failed + noise[1], noise[2], np.ones(len(labels))])
    sources = np.repeat(["salon", "atelier"], len(labels) // 2)
    ids = np.array([str(number) for number in range(len(labels))])
    return Table(NAMES, DIRECTIONS, values, labels, sources, ids, np.zeros(len(labels), dtype=bool))
