"""A reply to somebody in danger: what it says to keep them safe, and a line below it where it says nowhere to turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.danger import signs
from guardrail.reading.reading import not_prose
from guardrail.reading.text import Sentence, Text, read_text
from guardrail.repair.fact import Fact
from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings
from guardrail.repair.lexicons import crisis_index, words
from guardrail.repair.literals import spoken
from guardrail.repair.plain import unwrapped
from guardrail.repair.references import is_general
from guardrail.types import Conversation, Reply, Span

ENGAGING = ("asks", "names", "stays")  # to ask about the danger, to name it, to stay
MEANS = ("call", "text", "chat", "write", "always", "free", "private")  # how a line is reached, when, at what cost
_REACHED = ("crisis line", "number", "reference", "link", "email address", "time")
_PARAGRAPH = "\n\n"
_KEYWORD = re.compile(r"\b(?:[Tt]ext|[Ss]ms|SMS|[Ss]end|[Tt]ype)\s+[\"'\u201c\u2018]?([A-Z]{2,12})\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that says where to turn, and what reaches somebody there: numbers, names, addresses.

    It is `sure` where there is more to it than a bare "112", which may count people.
    """

    span: Span
    reached: tuple[Fact, ...]
    sure: bool


@dataclass(frozen=True)
class Safeguards:
    """What a text says to keep somebody safe: where to turn, and how it takes up the danger."""

    raw: str

    @cached_property
    def text(self) -> Text:
        """The text, read for words of crisis."""
        return read_text(unwrapped(self.raw), crisis_index())

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences that say where to turn."""
        return tuple(line for sentence in self.text.sentences if (line := self._line(sentence)))

    @cached_property
    def engaging(self) -> dict[str, tuple[Span, ...]]:
        """The words that take up the danger, by how they do."""
        found = {label: tuple(map(self._quoted, self.text.spans(self.text.labelled(label)))) for label in ENGAGING}
        return {label: spans for label, spans in found.items() if spans}

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of it, as words that no edit may touch."""
        return (*(line.span for line in self.lines), *(span for spans in self.engaging.values() for span in spans))

    def _line(self, sentence: Sentence) -> Line | None:
        span = self._quoted(self.text.sentence_span(sentence))
        inside = tuple(fact for fact in self._facts if span.start <= fact.start < span.end)
        crisis = [fact for fact in inside if fact.kind == "crisis line"]
        turning = sentence in self._turning and any(fact.kind != "time" for fact in inside)
        sure = turning or not all(fact.words[:1].isdigit() for fact in crisis)
        return Line(span, inside, sure) if crisis or turning else None

    @cached_property
    def _facts(self) -> list[Fact]:
        return [fact for fact in facts(self.raw) if fact.kind in _REACHED]

    @cached_property
    def _turning(self) -> frozenset[Sentence]:
        places = {self.text.words[match.first].sentence for match in self.text.labelled("turning")}
        return frozenset(self.text.sentences[place] for place in places)

    def _quoted(self, span: Span) -> Span:
        return Span(span.start, span.end, self.raw[span.start : span.end])


def safety(conversation: Conversation, reply: str) -> tuple[Span, ...]:
    """The words of a reply that no edit may touch; none where the person is in no danger."""
    return Safeguards(reply).spans if signs(conversation) else ()


def unsafe(conversation: Conversation, original: str, candidate: str) -> Iterator[str]:
    """What a candidate for somebody in danger lost of the original's safeguards, in words."""
    if not signs(conversation):
        return
    came, made, kept = Safeguards(original), Safeguards(candidate), Holdings(candidate)
    for line in came.lines:
        gone = [fact for fact in line.reached if not kept.holds(fact)]
        yield from (f'lost {fact.kind}: "{fact.words}"' for fact in gone)
        if not gone and _shortened(line.span.quote, candidate):
            yield f'shortened crisis line: "{line.span.quote}"'
    missing = [label for label in came.engaging if label not in made.engaging]
    yield from (f'lost engagement: "{came.engaging[label][0].quote}"' for label in missing)


def with_line(line: str, conversation: Conversation, reply: Reply) -> Reply:
    """The reply with a crisis line below it; itself where it says where to turn, is no prose, or the line was given.

    It was given where an assistant's turn since the person's last sign of danger says where to turn.
    """
    given = max((sign.message for sign in signs(conversation)), default=len(conversation.messages))
    since = [message.text for message in conversation.messages[given:] if message.role == "assistant"]
    if not line or not_prose(reply) or any(_directs(text, line) for text in (reply.text, *since)):
        return reply
    ended = len(reply.text) - len(reply.text.rstrip("\n"))
    return reply.with_text(f"{reply.text}{_PARAGRAPH[ended:]}{line}")


def _directs(text: str, line: str) -> bool:
    """Whether a text says where to turn: by name, number or address; "a helpline" is none of these."""
    named = (fact for found in Safeguards(text).lines if found.sure for fact in found.reached)
    return line in text or any(fact.kind != "time" and not is_general(fact.words) for fact in named)


def _shortened(line: str, candidate: str) -> bool:
    """Whether a candidate no longer says how, when and at what cost a line is reached, or which word to text there."""
    said, left = _words(line), _words(candidate)
    keywords = frozenset(word.casefold() for word in _KEYWORD.findall(line))
    means = (words("crisis", label) for label in MEANS)
    return not keywords <= left or any(not said.isdisjoint(way) and left.isdisjoint(way) for way in means)


def _words(text: str) -> frozenset[str]:
    return frozenset(spoken(text).replace("'", "").split())
