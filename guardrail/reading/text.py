"""A text made readable: sentences, words, layout and the phrases found in it, all with exact places in the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.fold import Folded, fold
from guardrail.reading.language import sentence_ranges
from guardrail.reading.phrases import Match, PhraseIndex, Word, words_of
from guardrail.types import Span

_ITEM = re.compile(r"^[^\S\n]*(?:[-+\u2022\u25cf\u25aa]|[*](?=\s)|\*{0,2}\d{1,2}[.)])\s+\S", re.MULTILINE)
_HEADING = re.compile(r"^[^\S\n]*(?:#{1,6}\s+\S|\*\*[^*\n]{2,80}\*\*:?\s*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the folded text up to a sentence end or a line end, and the range of its words."""

    start: int
    end: int
    first: int
    last: int
    asks: bool

    @property
    def length(self) -> int:
        """The number of its words."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Text:
    """One message, read once."""

    folded: Folded
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]
    matches: tuple[Match, ...]

    def labelled(self, *labels: str) -> tuple[Match, ...]:
        """The matches filed under any of these labels, by position."""
        return tuple(match for label in labels for match in self._by_label.get(label, ()))

    @cached_property
    def _by_label(self) -> dict[str, list[Match]]:
        filed: dict[str, list[Match]] = {}
        for match in self.matches:
            filed.setdefault(match.label, []).append(match)
        return filed

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words in their form for matching."""
        return tuple(word.key for word in self.words)

    @cached_property
    def items(self) -> int:
        """The number of list items."""
        return len(_ITEM.findall(self.folded.raw))

    @cached_property
    def headings(self) -> int:
        """The number of headings, bold lines that stand alone included."""
        return len(_HEADING.findall(self.folded.raw))

    def span(self, match: Match) -> Span:
        """The original's words behind a match."""
        return self.folded.span(self.words[match.first].start, self.words[match.last].end)

    def sentence_span(self, sentence: Sentence) -> Span:
        """The original's words of a sentence."""
        return self.folded.span(sentence.start, sentence.end)

    def sentence_spans(self, sentences: Iterable[Sentence]) -> tuple[Span, ...]:
        """The original's words of several sentences."""
        return tuple(self.sentence_span(sentence) for sentence in sentences)

    def spans(self, matches: Iterable[Match]) -> tuple[Span, ...]:
        """The original's words behind several matches."""
        return tuple(self.span(match) for match in matches)

    def rate(self, *labels: str) -> float:
        """Matches of these labels a hundred words."""
        return 100.0 * len(self.labelled(*labels)) / max(len(self.words), 1)


def read_text(raw: str, index: PhraseIndex, spelling: Callable[[str], str] | None = None) -> Text:
    """Read a text for the phrases of an index; `spelling` gives the form of a word in which it is looked for."""
    folded = fold(raw)
    sentences: list[Sentence] = []
    words: list[Word] = []
    for start, end in sentence_ranges(folded.text):
        stretch = folded.text[start:end]
        found = list(words_of(stretch, start, len(sentences)))
        if found:
            asks = stretch.rstrip(" \"')*").endswith("?")
            sentences.append(Sentence(start, end, len(words), len(words) + len(found) - 1, asks))
            words.extend(found if spelling is None else (word._replace(key=spelling(word.key)) for word in found))
    return Text(folded, tuple(sentences), tuple(words), tuple(index.search(tuple(words))))
