"""Annotations (citations and the like) point into a text by offsets; when it changes, they move with its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from guardrail.wire.offsets import Offsets, offsets

_SPANS = ("start_index", "end_index")
_BEFORE = 40  # characters that must stand before a point for it to be the same point


class Shift:
    """From the offsets of an old text to those of a new one."""

    def __init__(self, old: str, new: str) -> None:
        self._old = old
        self._new = new

    def all(self, annotations: Iterable[Any]) -> list[Any]:
        """The annotations at their new offsets, less those whose words are gone."""
        moved = map(self.moved, annotations)
        return [annotation for annotation in moved if annotation is not None]

    def moved(self, annotation: Any) -> Any:
        """The annotation at its new offsets, as it is where it names none, None where its words are gone."""
        if not isinstance(annotation, Mapping):
            return annotation
        kind = str(annotation.get("type"))
        if isinstance(annotation.get(kind), Mapping):  # the Chat Completions API has its fields one level below
            inner = self.moved({"type": kind, **annotation[kind]})
            return inner and {**annotation, kind: {name: inner[name] for name in annotation[kind]}}
        names = _offsets(annotation)
        if not names:
            return annotation
        shift = self._shift(*(annotation[name] for name in names))
        return None if shift is None else {**annotation, **{name: annotation[name] + shift for name in names}}

    def _shift(self, start: int, end: int | None = None) -> int | None:
        """How far the words between two offsets moved, or those before one; None where they are not there any more."""
        first, last = (max(start - _BEFORE, 0), start) if end is None else (start, end)
        if not 0 <= first <= last <= len(self._old):
            return None
        words = self._old[first:last]
        shifts = (self._moves(first) - first, self._moves(last) - last)  # words may have come before them, or after
        return next((shift for shift in shifts if self._new.startswith(words, max(first + shift, 0))), None)

    @cached_property
    def _moves(self) -> Offsets:
        return offsets(self._old, self._new)


def _offsets(annotation: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that hold offsets: a span's two, the one of a point; in other types `index` numbers something."""
    names = ("index",) if annotation.get("type") == "file_citation" else _SPANS
    return names if all(isinstance(annotation.get(name), int) for name in names) else ()
