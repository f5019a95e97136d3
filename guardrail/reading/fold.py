"""A plain view of a text for matching, with the way back to the exact characters of the original."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrail.types import Span

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012", "-"),
    **dict.fromkeys("\u2013\u2014\u2015", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u3000\t", " "),
    **dict.fromkeys((chr(code) for code in range(0xD800, 0xE000)), "\ufffd"),
}
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff"
)
_DROPPED = re.compile(rf"[{_INVISIBLE}]|\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_TABLE = str.maketrans(_PLAIN)
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """Lower-case text with plain quotes, dashes and spaces; code is blanked, invisible and emphasis marks are gone.

    `offsets[i]` is where character i stands in the original; None where the two run in step.
    """

    raw: str
    text: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """The original's words behind `text[start:end]`, exactly."""
        if self.offsets is None:
            return Span(start, end, self.raw[start:end])
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        return Span(first, last, self.raw[first:last])


def fold(raw: str) -> Folded:
    """The plain view of a text of any characters, lone surrogates included."""
    plain = _lower(without_code(raw).translate(_TABLE))
    if not _DROPPED.search(plain):
        return Folded(raw, plain, None)
    kept: list[int] = []
    position = 0
    for mark in _DROPPED.finditer(plain):
        kept.extend(range(position, mark.start()))
        position = mark.end()
    kept.extend(range(position, len(plain)))
    return Folded(raw, "".join(plain[index] for index in kept), tuple(kept))


def without_code(raw: str) -> str:
    """The text with spaces where code stands, line ends kept."""
    return CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), raw)


def _lower(text: str) -> str:
    """Lower case without changing the length (a few letters would grow)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
