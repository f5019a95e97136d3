"""What a repair does to the words of a reply: which stay, which go, which are new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Fate = Literal["kept", "gone", "new"]

_PIECE = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text, and what became of it."""

    text: str
    fate: Fate

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(_WORD.findall(self.text))


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The stretches in order: those kept and gone are the text before, those kept and new the text after."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    return tuple(_changes(old, new))


def words(found: tuple[Change, ...], fate: Fate) -> int:
    """How many words met that fate."""
    return sum(change.words for change in found if change.fate == fate)


def _changes(old: list[str], new: list[str]) -> Iterator[Change]:
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change("".join(old[first:last]), "kept")
            continue
        if last > first:
            yield Change("".join(old[first:last]), "gone")
        if end > start:
            yield Change("".join(new[start:end]), "new")
