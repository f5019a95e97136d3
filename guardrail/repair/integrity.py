"""What a repair must keep: the facts of a reply, word for word or in another spelling of the same."""

from __future__ import annotations

import re

from guardrail.reading.need import read_need
from guardrail.reading.traits import read_traits
from guardrail.repair.fact import Fact
from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings
from guardrail.types import Conversation

_ITEM = re.compile(r"^[^\S\n>]*(?:[-+*\u2022\u25cf\u25aa]\s|[*_]{0,3}\(?\d{1,2}[.)])[^\n]*", re.MULTILINE)


def brought(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, in order.

    What the person said themselves they still have, and what is small may go with a suggestion nobody asked for.
    """
    known = Holdings("\n".join(message.text for message in conversation.person))
    found = tuple(fact for fact in facts(reply) if not known.holds(fact))
    if not any(fact.soft for fact in found) or not _unasked(conversation):
        return found
    loose = suggestions(reply)
    return tuple(fact for fact in found if not (fact.soft and any(start <= fact.start < end for start, end in loose)))


def protected(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, each once."""
    return tuple({fact.key: fact for fact in brought(conversation, reply)}.values())


def lost(conversation: Conversation, original: str, candidate: str) -> tuple[Fact, ...]:
    """The facts of the original that the candidate no longer has."""
    kept = Holdings(candidate)
    return tuple(fact for fact in protected(conversation, original) if not kept.holds(fact))


def _unasked(conversation: Conversation) -> bool:
    """Whether the person asked for nothing, so that a suggestion may go as a whole."""
    need = read_need(conversation)
    return need.has("wants_listening") or not need.asks


def suggestions(reply: str) -> list[tuple[int, int]]:
    """Where a reply suggests something: sentences that do, and items of lists."""
    traits = read_traits(reply)
    told = (traits.text.sentence_span(sentence) for sentence in traits.suggestions)
    return [*((span.start, span.end) for span in told), *(item.span() for item in _ITEM.finditer(reply))]
