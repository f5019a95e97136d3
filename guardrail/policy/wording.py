"""What pydantic found wrong, in the words of somebody who writes a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

_KINDS = {
    "bool": "true or false",
    "dict": "a mapping (lines of `key: value`)",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "model": "a mapping (lines of `key: value`)",
    "string": "text",
    "tuple": "a list",
}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
_LENGTHS = ("min_length", "max_length")
_SHOWN = 60


def found(value: Any) -> str:
    """A value as it stands in the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def allowed(error: Mapping[str, Any], constraints: Iterable[Any] = ()) -> str:
    """What would be right in place of what a pydantic error is about; `constraints` are the field's annotations."""
    context = error.get("ctx", {})
    if options(error):
        return ", ".join(options(error))
    if "error" in context:
        return str(context["error"])
    bounds = _bounds({**_limits(constraints), **context})
    kind = _KINDS.get(error["type"].split("_")[0], "")
    return " ".join(part for part in (kind, bounds) if part) or str(error["msg"])


def options(error: Mapping[str, Any]) -> list[str]:
    """The words that a field with a fixed choice of words takes; empty for other fields."""
    context = error.get("ctx", {})
    return re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags", ""))))


def nearest(word: Any, among: Iterable[str]) -> str:
    """The spelling closest to `word`, "" where none is close."""
    return next(iter(closest(word, among, 1)), "")


def closest(word: Any, among: Iterable[str], most: int) -> list[str]:
    """The spellings close to `word`, at most `most` of them, the closest first."""
    return get_close_matches(str(word), list(among), n=most, cutoff=0.6)


def _limits(constraints: Iterable[Any]) -> dict[str, Any]:
    names = [*_BOUNDS, *_LENGTHS]
    return {name: getattr(item, name) for item in constraints for name in names if hasattr(item, name)}


def _bounds(limits: Mapping[str, Any]) -> str:
    values = [f"{words} {limits[name]:g}" for name, words in _BOUNDS.items() if name in limits]
    shortest, longest = (limits.get(name) for name in _LENGTHS)
    lengths = ["not empty"] if shortest == 1 else [f"of length {shortest} or more"] if shortest else []
    if longest is not None:
        lengths.append(f"of length {longest} or less")
    return ", ".join(values + lengths)
