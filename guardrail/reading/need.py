"""The person's side: what they feel and how strongly, what they ask for, what is hard in it, how they speak."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.feelings import Feeling, feelings_in, strongest
from guardrail.reading.intent import Intent, fitted
from guardrail.reading.lexicons import common_words, need_index
from guardrail.reading.phrases import Match
from guardrail.reading.text import Sentence, Text, read_text
from guardrail.types import Conversation

_SHOUT = re.compile(r"\b[A-Z]{3,}\b(?:\W+\b[A-Z]{2,}\b)+|[!?]{2,}|(\w)\1{3,}")
_FIRST = frozenset("i im ive id ill me my mine myself we our us".split())
_ENDINGS = ("s", "es", "ed", "ing")
_EARLIER = 0.6
_EARLIER_TURNS = 3
_SHORT = 25
_PLAIN = 0.9  # probability of a plain request from which the gate closes; few failing replies of ours answer such
_IMPERSONAL, _MILD = 0.8, 0.2  # the same where there is hardly a word of themselves, and what hardly is
_REQUEST_MARKS = ("asks_help", "asks_writing", "asks_position", "wants_detail")


@dataclass(frozen=True)
class Need:
    """What was read off the person's turns. Strengths and shares are 0..1."""

    text: Text
    earlier: tuple[Text, ...]
    feelings: tuple[Feeling, ...]

    @cached_property
    def loudest(self) -> Feeling | None:
        """The strongest feeling or event of the last message."""
        return strongest(self.feelings)

    @cached_property
    def strength(self) -> float:
        """How strong the emotion is: the strongest here, raised by others, by shouting and by earlier turns."""
        here = self.loudest.strength if self.loudest else 0.0
        here += 0.08 * min(len(self.feelings) - 1, 4) if self.feelings else 0.0
        here += 0.15 * self._shouts
        before = strongest(tuple(feeling for text in self.earlier for feeling in feelings_in(text)))
        carried = before.strength * _EARLIER if before and len(self.text.words) < _SHORT else 0.0
        return min(max(here, carried) * (1.0 if self.personal else 0.6), 1.0)

    @cached_property
    def _shouts(self) -> bool:
        """Whether some of it is shouted; a message in capitals throughout may only be how they type."""
        raw = self.text.folded.raw
        return bool(_SHOUT.search(raw)) and any(char.islower() for char in raw)

    @cached_property
    def disclosure(self) -> float:
        """How much they tell of their own life, whether or not a feeling is named: people, lately, inner life."""
        inner = min(len(self.text.labelled("inner")) / 3, 1.0)
        people = min(len(self.text.labelled("people")) / 3, 1.0)
        told = 0.4 * inner + 0.25 * people + 0.15 * self.has("recent") + 0.2 * self.first_person
        return told if self.personal else 0.3 * told

    @cached_property
    def intent(self) -> Intent:
        """What they want and what is hard in it, as probabilities."""
        return fitted().read(self)

    @cached_property
    def plain(self) -> bool:
        """Whether it is a plain request: nobody in it is personal, emotional or in dispute (the gate)."""
        plain, impersonal = self.intent["ordinary"], max(self.first_person, self.strength) < _MILD and not self.hard
        return plain >= (_IMPERSONAL if impersonal else _PLAIN)

    @cached_property
    def felt(self) -> float:
        """The precondition of feeling: strong in words, or plain from what is told."""
        named = min(max((self.strength - 0.25) / 0.5, 0.0), 1.0)
        return min((named + 2 * self.intent["feeling"]) / 2.5, 1.0)

    @cached_property
    def narrow(self) -> float:
        """How narrow the request is: one fact, one thing of a given size, in a short message without a story."""
        if not self.has("narrow", "wants_brief"):
            return 0.0
        short = 1.0 - min(max((len(self.text.words) - 15) / 45, 0.0), 1.0)
        return (0.4 + 0.6 * short) * (1.0 - 0.5 * self.has("wants_detail"))

    @cached_property
    def valence(self) -> float:
        """The balance of the feelings, -1 dark to 1 bright, by strength."""
        total = sum(feeling.strength for feeling in self.feelings)
        return sum(feeling.strength * feeling.valence for feeling in self.feelings) / total if total else 0.0

    @cached_property
    def personal(self) -> bool:
        """Whether the person speaks of themselves."""
        return bool(_FIRST & set(self.text.keys))

    @cached_property
    def first_person(self) -> float:
        """The share of first-person words, scaled so that one in eight is 1."""
        return min(8.0 * sum(key in _FIRST for key in self.text.keys) / max(len(self.text.words), 1), 1.0)

    def has(self, *labels: str) -> bool:
        """Whether the last message holds a phrase of these labels."""
        return bool(self.text.labelled(*labels))

    @cached_property
    def questions(self) -> tuple[Sentence, ...]:
        """The sentences of the last message that ask something, with or without a question mark."""
        marked = {self.text.words[match.first].sentence for match in self.text.labelled(*_REQUEST_MARKS)}
        return tuple(sentence for index, sentence in enumerate(self.text.sentences) if sentence.asks or index in marked)

    @cached_property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.questions)

    @cached_property
    def hard(self) -> tuple[Match, ...]:
        """What is hard to answer: criticism, dispute, an either/or, a wish for a position, a dark feeling."""
        return self.text.labelled("criticism", "dispute", "either_or", "asks_position", "dark")

    @cached_property
    def casual(self) -> float:
        """How casually they write: slang, small letters, contractions."""
        raw = self.text.folded.raw.strip()
        lower = bool(raw) and raw[:1].islower()
        return min(self.text.rate("casual") / 8.0 + 0.4 * lower, 1.0)

    @cached_property
    def formal(self) -> float:
        """How formally they write."""
        return min(len(self.text.labelled("formal")) / 3.0, 1.0)

    @cached_property
    def particulars(self) -> frozenset[str]:
        """The words that name what this message is about: neither common nor a feeling's name."""
        return frozenset(key for key in self.text.keys if len(key) > 2 and key not in common_words())

    @cached_property
    def variants(self) -> dict[str, str]:
        """The particulars by every common form of theirs, so that walks meets walk."""
        found = {key[: -len(end)]: key for key in self.particulars for end in _ENDINGS if _has_ending(key, end)}
        found |= {key + end: key for key in self.particulars for end in _ENDINGS}
        return found | {key: key for key in self.particulars}


def _has_ending(key: str, end: str) -> bool:
    return key.endswith(end) and len(key) > len(end) + 2


def read_need(conversation: Conversation) -> Need:
    """Read the person's turns: the last one whole, up to three before it for what they carry on."""
    return conversation.once(_need)


def _need(conversation: Conversation) -> Need:
    texts = [read_text(message.text, need_index()) for message in conversation.person[-1 - _EARLIER_TURNS :]]
    last = texts[-1] if texts else read_text("", need_index())
    return Need(last, tuple(texts[:-1]), feelings_in(last))
