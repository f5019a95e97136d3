"""A text as it reads, its case kept: no emphasis, list marks or odd characters, with the way back to the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from guardrail.reading.fold import Folded, fold
from guardrail.types import Span

Wanted = Callable[[re.Match[str]], bool]

_LIST_MARK = re.compile(
    r"^[^\S\n]*(?:>[^\S\n]*)*(?:#{1,6}(?=\s)|[-+*\u2022\u25cf\u25aa](?=\s))?[^\S\n]*"
    r"(?:[*_]{0,3}\(?\d{1,2}[.)][*_]{0,3}(?=\s))?",
    re.MULTILINE,
)
_SOFT_BREAK = re.compile(r"(?<=[\w,'\"\u2019*_])\n(?=[a-z\d(])(?!\d{1,2}[.)])")
_SPACES = re.compile(r"\s{2,}")


@dataclass(slots=True)
class Plain:
    """A text to be searched for one kind of thing after the other: what was taken is not found again."""

    folded: Folded
    text: str

    def take(self, pattern: re.Pattern[str], wanted: Wanted = bool) -> list[tuple[re.Match[str], Span]]:
        """The wanted matches of a pattern, with the original's words behind each; they are blank from then on."""
        found = [match for match in pattern.finditer(self.text) if match.group().strip() and wanted(match)]
        spans = [self.span(match.start(), match.start() + len(match.group().rstrip())) for match in found]
        self.text = blanked(self.text, (match.span() for match in found))
        return list(zip(found, spans, strict=True))

    def span(self, start: int, end: int) -> Span:
        """The original's words behind `text[start:end]`, exactly."""
        return self.folded.span(start, end)


def plain(raw: str, without: Iterable[tuple[int, int]] = (), joined: bool = False) -> Plain:
    """A text as it reads; blank in the stretches `without`, and where the numbering and the marks of lists stand.

    Where it is `joined`, a line that ends amid a sentence goes on in the next.
    """
    visible = _LIST_MARK.sub(lambda mark: " " * len(mark.group()), blanked(raw, without))
    folded = fold(unwrapped(visible) if joined else visible)
    places = range(len(visible)) if folded.offsets is None else folded.offsets
    cased = (
        visible[place] if visible[place].isalpha() else low for place, low in zip(places, folded.text, strict=True)
    )
    return _unspaced(raw, "".join(cased), places)


def _unspaced(raw: str, text: str, places: Sequence[int]) -> Plain:
    """The text with one space for many, and one line end where there is one among them."""
    parts: list[str] = []
    kept: list[int] = []
    position = 0
    for run in _SPACES.finditer(text):
        parts += [text[position : run.start()], "\n" if "\n" in run.group() else " "]
        kept += places[position : run.start() + 1]
        position = run.end()
    text, offsets = "".join((*parts, text[position:])), (*kept, *places[position:])
    return Plain(Folded(raw, text, offsets), text)


def blanked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in some stretches, its length and its line ends kept."""
    parts, position = [], 0
    for start, end in sorted(stretches):
        start = max(start, position)
        parts += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = max(end, position)
    return "".join((*parts, text[position:]))


def unwrapped(text: str) -> str:
    """The text with spaces for line ends amid a sentence, its length kept."""
    return _SOFT_BREAK.sub(" ", text)
