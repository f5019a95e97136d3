"""Whether the labelled items have the form that all else relies on: each problem is told at its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from guardrail.policy import wording
from guardrail.types import Mode
from training.form import Line, Reading, Row

Model = TypeVar("Model", bound=Line)


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def set(self) -> str:
        """The name of the file without what follows the first dot."""
        return Path(self.file).name.split(".")[0]


@dataclass(frozen=True)
class Checked:
    """The items and readings that could be read, and all that is wrong with them."""

    items: Mapping[Place, Row]
    readings: Mapping[Place, Reading]
    problems: tuple[str, ...]


def check(folder: Path) -> Checked:
    """Check the sets of a folder and the readings in its `labels`."""
    items, broken = read(folder.glob("*.jsonl"), Row)
    readings, unread = read((folder / "labels").glob("*.jsonl"), Reading)
    problems = [*broken, *unread, *_rows(items), *_readings(readings, {row.id for row in items.values()})]
    return Checked(items, readings, tuple(problems))


def read(files: Iterable[Path], model: type[Model]) -> tuple[dict[Place, Model], list[str]]:
    """The lines of files, and what is wrong with those that are not of the form."""
    rows: dict[Place, Model] = {}
    problems: list[str] = []
    for file in sorted(files):
        for number, line in enumerate(file.read_bytes().splitlines(), 1):
            place = Place(relpath(file), number)
            try:
                rows[place] = model.model_validate_json(line)
            except ValidationError as invalid:
                problems += [f"{place}: {_told(dict(error))}" for error in invalid.errors(include_url=False)]
    return rows, problems


_ALLOWED = {
    "missing": "a value: this field is required",
    "extra_forbidden": "no such field",
    "json_invalid": "one JSON object",
    "model_type": "an object",
}


def _told(error: Mapping[str, Any]) -> str:
    field = ".".join(map(str, error["loc"])) or "(line)"
    found = "nothing" if error["type"] == "missing" else wording.found(error["input"])
    return f"{field}: found {found}; allowed: {_ALLOWED.get(error['type']) or wording.allowed(error)}"


def _rows(items: Mapping[Place, Row]) -> Iterator[str]:
    for place, row in items.items():
        roles = [turn.role for turn in row.messages]
        if roles[-1:] != ["user"]:
            yield f"{place}: messages: found {roles[-1] if roles else 'nothing'} last; allowed: user"
        if "system" in roles[1:]:
            yield f"{place}: messages: found system after the first; allowed: user, assistant"
        if not re.fullmatch(re.escape(row.scenario) + "-[a-z]", row.id):
            yield f'{place}: id: found {row.id!r}; allowed: {row.scenario!r}, "-" and a letter'
    yield from _again({place: (row.id,) for place, row in items.items()})
    yield from _scattered(items)


def _readings(readings: Mapping[Place, Reading], known: set[str]) -> Iterator[str]:
    for place, reading in readings.items():
        if reading.id not in known:
            yield f"{place}: id: found {reading.id!r}; allowed: the id of an item"
        for mode in Mode:
            if mode not in reading.labels:
                yield f"{place}: labels.{mode.value}: found nothing; allowed: 0, 1, 2"
    yield from _again({place: (reading.id, place.file) for place, reading in readings.items()})


def _again(keys: Mapping[Place, tuple[str, ...]]) -> Iterator[str]:
    """The lines whose key an earlier line has; a key begins with the id."""
    first: dict[tuple[str, ...], Place] = {}
    for place, key in keys.items():
        if (before := first.setdefault(key, place)) != place:
            yield f"{place}: id: found {key[0]!r} again; allowed: once (it stands at {before})"


def _scattered(items: Mapping[Place, Row]) -> Iterator[str]:
    """The lines whose scenario another file has."""
    homes: dict[str, str] = {}
    for place, row in items.items():
        if (home := homes.setdefault(row.scenario, place.file)) != place.file:
            yield f"{place}: scenario: found {row.scenario!r} in a second file; allowed: in {home} alone"
