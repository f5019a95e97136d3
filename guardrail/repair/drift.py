"""What a repair must not add: promises, biography, diagnoses, flattery, siding, escalation, templates, inventions."""

from __future__ import annotations

from collections.abc import Iterator

from guardrail.reading.lexicons import drift_index
from guardrail.reading.need import read_need
from guardrail.reading.phrases import Match
from guardrail.reading.text import Text, read_text
from guardrail.repair.attributed import attributed
from guardrail.repair.causes import causes
from guardrail.repair.clauses import stem
from guardrail.repair.holdings import Holdings
from guardrail.repair.inventions import invented
from guardrail.repair.lexicons import words
from guardrail.repair.literals import unquoted
from guardrail.repair.plain import unwrapped
from guardrail.types import Conversation

_TONES = frozenset(("flattery", "template"))  # where the original has one, another takes its place
_DENYING = frozenset(("siding:denying", "template"))  # a denial is part of what they say
_STATED = frozenset(("biography", "diagnosis", "escalation", "siding", "siding:denying"))  # a question states nothing
_DRAFTED = frozenset(("biography", "promise"))  # what somebody who asked for a letter may want to say in it
_CONDITION = 3  # words before, in which an "if" makes it no statement


def added(conversation: Conversation, original: str, candidate: str) -> tuple[str, ...]:
    """What the candidate adds that neither the original nor the conversation holds, each with its words."""
    said = "\n".join([original, *(message.text for message in conversation.messages)])
    found = (
        *(f'new {label.partition(":")[0]}: "{quote}"' for label, quote in _phrases(conversation, original, candidate)),
        *(f'new feeling: "{quote}"' for quote in attributed(conversation, original, candidate)),
        *(f'invented {kind}: "{quote}"' for kind, quote in invented(conversation.once(_holdings, said), candidate)),
        *(f'invented cause: "{quote}"' for quote in causes(said, candidate)),
    )
    return tuple(dict.fromkeys(found))


def _phrases(conversation: Conversation, original: str, candidate: str) -> Iterator[tuple[str, str]]:
    came, person = conversation.once(_came, original), conversation.once(_stems)
    text = read_text(unquoted(candidate), drift_index())
    drafted = _DRAFTED if read_need(conversation).has("asks_writing") else frozenset()
    for match in text.matches:
        if match.label not in drafted and _is_meant(text, match) and not _is_there(text, match, came, person):
            yield match.label, text.span(match).quote


def _came(_: Conversation, original: str) -> Text:
    return read_text(unwrapped(original), drift_index())


def _stems(conversation: Conversation) -> set[str]:
    """The stems of all that the person wrote."""
    return {stem(key) for message in conversation.person for key in read_text(message.text, drift_index()).keys}


def _holdings(_: Conversation, said: str) -> Holdings:
    return Holdings(said)


def _is_meant(text: Text, match: Match) -> bool:
    """Whether the phrase says what it looks like: it is not denied, asked or made a condition."""
    keys = text.keys[match.first : match.last + 1]
    sentence = text.sentences[text.words[match.first].sentence]
    before = text.keys[max(match.first - _CONDITION, sentence.first) : match.first]
    supposed = sentence.asks or "if" in before
    denied = match.label not in _DENYING and not words("drift", "denials").isdisjoint(keys)
    return not denied and not (match.label in _STATED and supposed)


def _is_there(text: Text, match: Match, came: Text, person: set[str]) -> bool:
    """Whether the original has the same already, or the phrase takes up the person's own words."""
    before = came.labelled(match.label)
    about = _about(text, match)
    if match.label in _TONES or not about:
        return bool(before)
    last = stem(text.keys[match.last])
    mirrored = (match.label == "diagnosis" and last in person) or (match.label == "escalation" and about <= person)
    return mirrored or any(not about.isdisjoint(_about(came, other)) for other in before)


def _about(text: Text, match: Match) -> frozenset[str]:
    keys = text.keys[match.first : match.last + 1]
    return frozenset(stem(key) for key in keys if key not in words("words", "function"))
