"""Items to judge, from JSON Lines: one conversation and one reply a line, with labels or without."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guardrail.errors import InputError, ItemError
from guardrail.types import Conversation, Mode

LEVELS = (0, 1, 2)


@dataclass(frozen=True)
class Item:
    """One line: a conversation and the reply to it.

    `labels` has the level a reader gave each mode (0 absent, 1 arguable, 2 present), and is empty where there are none.
    Items of one `scenario` answer the same conversation or nearly so; `domain`, `dimension` and `source` say which
    items belong together; `trap` is True where the surface misleads. All of these may be left out.
    """

    id: str
    conversation: Conversation
    reply: str
    labels: Mapping[Mode, int] = field(default_factory=dict)
    scenario: str = ""
    domain: str = ""
    dimension: str = ""
    source: str = ""
    trap: bool = False


def read_items(file: str) -> Iterator[Item | ItemError]:
    """The items of a file ("-" reads standard input), in order; a line that cannot be read comes as an ItemError.

    Empty lines are passed over. Raises InputError when the file itself cannot be read.
    """
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _item(file, number, line)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None


def count_lines(file: str) -> int | None:
    """How many items there are to come, for showing progress; None where that cannot be known beforehand."""
    try:
        if not Path(file).is_file():
            return None
        with Path(file).open("rb") as lines:
            return sum(1 for line in lines if line.strip())
    except OSError:  # whoever reads the items says so
        return None


def _item(file: str, number: int, line: bytes) -> Item | ItemError:
    try:
        return parse_item(_decoded(line))
    except (InputError, RecursionError) as error:
        return ItemError(file, number, str(error))


def _decoded(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"found no UTF-8 at byte {error.start}; allowed: text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise InputError(f"found no JSON: {error.msg} at column {error.colno}") from None
    except ValueError as error:
        raise InputError(f"found no JSON: {error}") from None


def parse_item(raw: Any) -> Item:
    """An item from its JSON; without a `source`, that is what stands before the first "-" or "/" of the id.

    Raises InputError that names the field, what was found and what is allowed.
    """
    if not isinstance(raw, Mapping):
        raise InputError(f"found {type(raw).__name__}; allowed: an object with id, messages and reply")
    messages = _typed(raw, "messages", list, "a list of messages")
    name = _typed(raw, "id", str, "text")
    return Item(
        id=name,
        conversation=Conversation.of(messages),
        reply=_typed(raw, "reply", str, "text"),
        labels=_labels(raw.get("labels")),
        scenario=_text(raw, "scenario"),
        domain=_text(raw, "domain"),
        dimension=_text(raw, "dimension"),
        source=_text(raw, "source") or re.split("[-/]", name, maxsplit=1)[0],
        trap=raw.get("trap") is not None and _typed(raw, "trap", bool, "true or false"),
    )


def _typed(raw: Mapping[str, Any], name: str, kind: type, allowed: str) -> Any:
    if not isinstance(raw.get(name), kind):
        found = type(raw[name]).__name__ if name in raw else "nothing"
        raise InputError(f"{name}: found {found}; allowed: {allowed}")
    return raw[name]


def _text(raw: Mapping[str, Any], name: str) -> str:
    return "" if raw.get(name) is None else str(_typed(raw, name, str, "text"))


def _labels(raw: Any) -> dict[Mode, int]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise InputError(f"labels: found {type(raw).__name__}; allowed: an object of mode and level")
    return {mode: _level(mode, raw[mode]) for mode in Mode if mode in raw}


def _level(mode: Mode, value: Any) -> int:
    if isinstance(value, bool) or value not in LEVELS:
        raise InputError(f"labels.{mode.value}: found {value!r}; allowed: 0, 1, 2")
    return int(value)
