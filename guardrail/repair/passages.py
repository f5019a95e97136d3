"""The running prose of a reply, sentence by sentence: what it quotes, shows as code or hands over stays out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from guardrail.repair.literals import literals, quotations
from guardrail.repair.plain import unwrapped
from guardrail.types import Span

_MASK = 0xE000  # the first of the private characters, one of which stands for each stretch that stays out
_LONGEST = 800  # characters of a sentence; what is longer is a list without marks, or no prose
_ABBREVIATION = 16  # characters in which one stands with the space after it, and more
_MASKS = re.compile("[\ue000-\uf8ff]")
_LINE = re.compile(r"[^\n]+")
_NO_PROSE = re.compile(r"[ \t]*(?:#|\||[-=*_]{3,}\s*\Z)")
_MARK = re.compile(r"[ \t]*(?:[-+*\u2022\u25cf\u25aa][ \t]+|\(?\d{1,2}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?[*_]{0,3}")
_END = re.compile(r"(?<![.!?\u2026])[.!?\u2026]+[\"'\u201d\u2019)\]*_]*\s+|[\ue000-\uf8ff]\s+(?=[A-Z])")
_ABBREVIATED = re.compile(
    r"(?:(?<![\w'\u2019])(?:Mrs?|Ms|Dr|Prof|St|vs|no|No|approx|e\.g|i\.e|cf|etc|Rev|[A-Za-z])\.)\s+\Z"
)
_LETTER = re.compile(r"^[^\S\n]*[*_]{0,3}(?:Subject:|Dear |Hi \[|Hello \[)", re.MULTILINE)
_SIGNED = re.compile(
    r"\b(?:Yours|(?:Kind|Best|Warm|Kindest|Warmest) (?:regards|wishes)|Regards|Sincerely|Love)\b(?:[^\n]|\n(?!\s*\n))*"
)
_DRAFT = re.compile(r"\[[A-Z][^\]\n]{1,40}\](?!\()|\bI(?: am|['\u2019]m)? writ(?:e|ing) to\b")


@dataclass(frozen=True)
class Passages:
    """A text and its masked form, in which one private character stands for each stretch that stays as it is."""

    raw: str
    kept: tuple[tuple[int, int], ...]

    @cached_property
    def masked(self) -> str:
        """The text with one character for each kept stretch, line ends amid a sentence as spaces."""
        parts, position = list[str](), 0
        for index, (start, end) in enumerate(self.kept):
            parts += [self.raw[position:start], chr(_MASK + index)]
            position = end
        return unwrapped("".join((*parts, self.raw[position:])))

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """Where the masks stand in the masked text, and by how much the original runs ahead after each."""
        places, ahead = list[int](), [0]
        for start, end in self.kept:
            places.append(start - ahead[-1])
            ahead.append(ahead[-1] + end - start - 1)
        return places, ahead

    def span(self, start: int, end: int) -> Span:
        """The original's words behind `masked[start:end]`."""
        first, last = self._place(start), self._place(end)
        return Span(first, last, self.raw[first:last])

    def _place(self, index: int) -> int:
        places, ahead = self._shifts
        return index + ahead[bisect_left(places, index)]

    def unmasked(self, text: str) -> str:
        """Words with the kept stretches in the place of their masks."""
        return _MASKS.sub(lambda mask: self.raw[slice(*self.kept[ord(mask.group()) - _MASK])], text)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """The sentences of the running prose, each with its place in the masked text."""
        for line in _LINE.finditer(self.masked):
            if not _NO_PROSE.match(line.group()):
                lead = _MARK.match(line.group())
                yield from _sentences(line.group(), lead.end() if lead else 0, line.start())


def read_passages(text: str) -> Passages | None:
    """The prose of a text; None where the text has private characters of its own."""
    if _MASKS.search(text):
        return None
    exact, _ = literals(text)
    stretches = sorted([*((fact.start, fact.end) for fact in exact), *quotations(text), *_letter(text)])
    return Passages(text, tuple(_apart(stretches)))


def _apart(stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in stretches:
        if start >= position and end > start:
            yield start, end
            position = end


def _letter(text: str) -> list[tuple[int, int]]:
    """Where the reply hands over a letter: from its salutation to the name under it, or the end."""
    found = _LETTER.search(text)
    if not found or not (text[: found.start()].strip() or _DRAFT.search(text)):
        return []
    signed = list(_SIGNED.finditer(text, found.end()))
    return [(found.start(), signed[-1].end() if signed else len(text))]


def _sentences(line: str, start: int, shift: int) -> Iterator[tuple[int, str]]:
    for end in _END.finditer(line, start):
        if not _ABBREVIATED.search(line, max(end.end() - _ABBREVIATION, 0), end.end()):
            yield from _short(line[start : end.end()], shift + start)
            start = end.end()
    yield from _short(line[start:], shift + start)


def _short(sentence: str, start: int) -> Iterator[tuple[int, str]]:
    if 0 < len(sentence) <= _LONGEST:
        yield start, sentence
