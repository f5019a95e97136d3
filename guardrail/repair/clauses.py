"""A text clause by clause: what each is about, and whether it says so or denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.phrases import Match
from guardrail.reading.text import Sentence, Text, read_text
from guardrail.repair.lexicons import contraries, statements_index, words
from guardrail.repair.plain import unwrapped

_BREAK = re.compile(r"[,;:()\[\]|\u2026]|\s-|\.\.")
_ENDING = re.compile(r"(?:ations?|ingly|edly|ings?|ied|ies|ed|es|(?<!s)s|ly)\Z")
_TWICE = re.compile(r"([bdgklmnprt])\1\Z")
_SHORTEST = 3  # letters of a stem


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: the range of its words, their stems without the small ones, and how it is meant.

    It may deny, ask, or only suppose ("if you can't").
    """

    first: int
    last: int
    sentence: int
    keys: frozenset[str]
    stems: frozenset[str]
    denies: bool
    asks: bool
    supposes: bool

    @property
    def ours(self) -> bool:
        """Whether it speaks of the one who writes."""
        return not self.keys.isdisjoint(words("words", "first"))


@dataclass(frozen=True)
class Statements:
    """What a text states: its phrases of refusal, warning and emergency, and all its clauses."""

    text: Text

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All its clauses, in order."""
        sentences = enumerate(self.text.sentences)
        return tuple(self._clause(*part, index, it.asks) for index, it in sentences for part in self._parts(it))

    def matches(self, label: str) -> list[Match]:
        """The phrases of a label that are meant ("I can't refund it"), not a manner of speaking ("I can't imagine")."""
        figures = self._places("figure", "idiom")
        found = self.text.labelled(label)
        return [match for match in found if figures.isdisjoint(range(match.first, match.last + 1))]

    def stated(self, *labels: str) -> list[Clause]:
        """The clauses in which phrases of these labels begin."""
        places = {match.first for label in labels for match in self.matches(label)}
        return [clause for clause in self.clauses if not places.isdisjoint(range(clause.first, clause.last + 1))]

    def quote(self, clause: Clause) -> str:
        """The original's words of a clause."""
        return self.text.folded.span(self.text.words[clause.first].start, self.text.words[clause.last].end).quote

    @cached_property
    def _idle(self) -> frozenset[int]:
        """The words that deny nothing: "no doubt", "don't hesitate"."""
        return self._places("idiom")

    def _places(self, *labels: str) -> frozenset[int]:
        found = self.text.labelled(*labels)
        return frozenset(index for match in found for index in range(match.first, match.last + 1))

    def _parts(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        first = sentence.first
        for index in range(sentence.first + 1, sentence.last + 1):
            if self._breaks(index):
                yield first, index - 1
                first = index
        yield first, sentence.last

    def _breaks(self, index: int) -> bool:
        """Whether a clause begins at a word."""
        before, word = self.text.words[index - 1], self.text.words[index]
        between = self.text.folded.text[before.end : word.start]
        return word.key in words("words", "breaks") or _BREAK.search(between) is not None

    def _clause(self, first: int, last: int, sentence: int, asks: bool) -> Clause:
        found = [word.key for word in self.text.words[first : last + 1]]
        meant = {key for index, key in enumerate(found, first) if index not in self._idle}
        small = words("words", "function") | words("words", "negators")
        contrary = contraries()
        flips = [not meant.isdisjoint(words("words", "negators")), "without" in meant, not meant.isdisjoint(contrary)]
        stems = frozenset(stem(contrary.get(key, key)) for key in found if key not in small)
        supposes = found[0] in words("words", "conditions")
        return Clause(first, last, sentence, frozenset(found), stems, sum(flips) % 2 == 1, asks, supposes)


def read_statements(raw: str) -> Statements:
    """A text read for what it states."""
    return Statements(read_text(unwrapped(raw), statements_index()))


def stem(key: str) -> str:
    """A word without its ending, so that "refunded" meets "refund" and "stopping" meets "stop"."""
    bare = _TWICE.sub(r"\1", _ENDING.sub("", key))
    return bare.rstrip("e") if len(bare.rstrip("e")) >= _SHORTEST else key
