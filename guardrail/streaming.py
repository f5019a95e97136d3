"""Which parts of a streamed reply may leave before its end, and when it is judged. Pure: fed with words, told verdicts.

What is judged is always a stretch of whole sentences from the reply's first word on: first when the opening is there,
then whenever it has grown by a quarter, so that all judgements together read five times the reply at most. A stretch
that passes is checked up to its last sentences, which stay held; one that fails checks nothing, and what has not left
waits for a longer stretch that passes, or for the end.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from guardrail.policy.schema import Streaming

Part = TypeVar("Part")

_GROWTH = 1.25
_LEAST = 2  # words of a sentence; one alone is the number of a list's item, or a "Dr."
_LOOK_BACK = 8  # characters, enough for a full stop and what closes after it
_SENTENCE_END = re.compile(r"[.!?\u2026]+[\"'\u201d\u2019)\]*_]*(?=\s)|(?<=\S)(?=\n)")


class Sentences:
    """Finds the ends of sentences in words that come in pieces, however small, and reads every piece once."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._before = ""
        self._length = 0

    def feed(self, piece: str) -> list[tuple[int, int]]:
        """The sentences that `piece` shows to have ended: where, in characters from the start, and their words."""
        window, known = self._before + piece, len(self._before)
        ends = (match.end() - known for match in _SENTENCE_END.finditer(window) if match.end() >= known)
        found, taken = [], 0
        for end in ends:
            sentence = "".join([*self._open, piece[taken:end]])
            words, taken = len(sentence.split()), end
            self._open = [] if words >= _LEAST else [sentence]
            found += [(self._length + end, words)] * (words >= _LEAST)
        self._open.append(piece[taken:])
        self._before = window[-_LOOK_BACK:]
        self._length += len(piece)
        return found


@dataclass
class _Choice:
    """What is known of one choice's words; all places are characters from its start."""

    streaming: Streaming
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    sentences: Sentences = field(default_factory=Sentences)
    ends: list[int] = field(default_factory=list)
    words: int = 0
    judged: int = 0
    checked: int = 0

    def hear(self, piece: str) -> int:
        """Take in the next words; returns where they end."""
        self.pieces.append(piece)
        self.length += len(piece)
        for end, words in self.sentences.feed(piece):
            self.ends.append(end)
            self.words += words
        return self.length

    def due(self) -> str:
        if self.words < self.streaming.opening or self.ends[-1] < _GROWTH * self.judged:
            return ""
        self.judged = self.ends[-1]
        return self.text[: self.judged]

    def passed(self) -> None:
        self.checked = self.ends[-1 - self.streaming.tail] if len(self.ends) > self.streaming.tail else 0

    @property
    def text(self) -> str:
        self.pieces = ["".join(self.pieces)]
        return self.pieces[0]


@dataclass(frozen=True, slots=True)
class _Held(Generic[Part]):
    part: Part
    ends: Mapping[int, int]
    idle: bool


class Parts(Generic[Part]):
    """The parts of a stream in their order; each is held until all before it have left and its words are checked.

    A part may carry words of several choices, or none: then it leaves with what stands before it. Idle parts, which say
    nothing to anybody, begin no stream.
    """

    def __init__(self, streaming: Streaming) -> None:
        self._choices: dict[int, _Choice] = defaultdict(lambda: _Choice(streaming))
        self._held: deque[_Held[Part]] = deque()
        self._ready: list[Part] = []
        self._begun: set[int] = set()
        self._awake = False
        self.left = 0

    def add(self, part: Part, words: Mapping[int, str], idle: bool) -> None:
        """Take in the next part, with its words by choice."""
        ends = {index: self._choices[index].hear(piece) for index, piece in words.items()}
        self._held.append(_Held(part, ends, idle))

    def due(self) -> dict[int, str]:
        """The stretches that want to be judged now, by choice; each is asked for once."""
        stretches = {index: choice.due() for index, choice in self._choices.items()}
        return {index: stretch for index, stretch in stretches.items() if stretch}

    def passed(self, index: int) -> None:
        """Say that the stretch of a choice that was last asked for passed its judgement."""
        self._choices[index].passed()

    def leaving(self) -> list[Part]:
        """The parts that may leave now, in order; they count as gone."""
        while self._held and self._free(self._held[0]):
            held = self._held.popleft()
            self._ready.append(held.part)
            self._begun.update(held.ends)
            self._awake = self._awake or not held.idle
        return self._gone() if self._awake else []

    def rest(self) -> list[Part]:
        """All parts that have not left; they count as gone."""
        self._ready += [held.part for held in self._held]
        self._held.clear()
        return self._gone()

    def sent(self, index: int) -> str:
        """The words of a choice that can no longer be changed: whole sentences, "" where none of it has left."""
        choice = self._choices.get(index)
        return choice.text[: choice.checked] if choice and index in self._begun else ""

    def _free(self, held: _Held[Part]) -> bool:
        return all(end <= self._choices[index].checked for index, end in held.ends.items())

    def _gone(self) -> list[Part]:
        gone, self._ready = self._ready, []
        self.left += len(gone)
        return gone
