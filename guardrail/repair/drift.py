"""What a repair must not add: promises, biography, diagnoses, flattery, escalation, templates, invented facts."""

from __future__ import annotations

from guardrail.reading.lexicons import drift_index
from guardrail.reading.text import read_text
from guardrail.repair.integrity import facts
from guardrail.types import Conversation

_CHECKABLE = frozenset({"link", "email address", "amount", "reference", "crisis line"})
_DIGITS_OF_A_PHONE = 7


def added(conversation: Conversation, original: str, candidate: str) -> tuple[str, ...]:
    """What the candidate adds that neither the original nor the conversation holds, each with its words."""
    return (*_phrases(original, candidate), *_facts(conversation, original, candidate))


def _phrases(original: str, candidate: str) -> list[str]:
    before = {match.label for match in read_text(original, drift_index()).matches}
    text = read_text(candidate, drift_index())
    return [f'new {match.label}: "{text.span(match).quote}"' for match in text.matches if match.label not in before]


def _facts(conversation: Conversation, original: str, candidate: str) -> list[str]:
    said = "\n".join([original, *(message.text for message in conversation.messages)])
    known = {fact.key for fact in facts(said)}
    return [
        f'invented {fact.kind}: "{fact.words}"'
        for fact in facts(candidate)
        if fact.key not in known
        and (fact.kind in _CHECKABLE or sum(map(str.isdigit, fact.words)) >= _DIGITS_OF_A_PHONE)
    ]
