"""What a repair must keep: the facts of a reply, word for word or in another spelling of the same."""

from __future__ import annotations

import re

from guardrail.reading.need import read_need
from guardrail.reading.traits import read_traits
from guardrail.repair.crisis import safety
from guardrail.repair.fact import Fact
from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings
from guardrail.repair.literals import unmarked
from guardrail.types import Conversation

SAFETY = "safety"  # the kind of the words that keep somebody safe: no edit touches them

_DRAFT = 6  # words of a quotation from which it may be a text for the person to send
_LEAD = 80  # characters before it, that say whose words it is
_REPORTS = re.compile(
    r"\b(?:said|says|wrote|writes|told|tells|states?|stated|reads|replied|asked|answered|put(?:s|ting)? it|according to"
    r"|quot\w+|called|calls|mentioned|heard|saw)\b[^.!?\n]*\Z",
    re.IGNORECASE,
)
_SUGGESTS = re.compile(
    r"\b(?:say|tell|ask|write|send|text|message|reply|answer|email|post|try|use|like|such as|example|wording|phrase"
    r"|formulation|line|lines|script|sentence|opening|draft|version|something|following|below|here|read|offer)\b"
    r"[^.!?\n]{0,40}\s*\Z",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^[^\S\n>]*(?:[-+*\u2022\u25cf\u25aa]\s|[*_]{0,3}\(?\d{1,2}[.)])[^\n]*", re.MULTILINE)


def brought(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, in order; for somebody in danger, with the words that keep them safe.

    What the person said themselves they still have, and what is small may go with a suggestion nobody asked for.
    """
    known = Holdings("\n".join(message.text for message in conversation.person))
    found = [fact for fact in facts(reply) if not (known.holds(fact) or _is_mentioned(known, fact))]
    if any(fact.soft for fact in found) and _unasked(conversation):
        loose = suggestions(reply)
        found = [fact for fact in found if not (fact.soft and any(start <= fact.start < end for start, end in loose))]
    safe = (Fact(SAFETY, span.quote, span.start, frozenset({span.quote})) for span in safety(conversation, reply))
    return tuple(sorted((*found, *safe), key=lambda fact: fact.start))


def protected(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, each once; of words that it suggests to say, what they hold, not how they go."""
    drafts = _drafts(conversation, reply)
    found: dict[str, Fact] = {}
    for fact in conversation.once(brought, reply):
        inside = protected(conversation, unmarked(fact.words)) if fact in drafts else (fact,)
        found |= {each.key: each for each in inside}
    return tuple(found.values())


def lost(conversation: Conversation, original: str, candidate: str) -> tuple[Fact, ...]:
    """The facts of the original that the candidate no longer has; whether it keeps somebody safe is asked apart.

    Words that it suggests to say give way to others, but not to none.
    """
    kept = Holdings(candidate)
    came = [fact for fact in conversation.once(protected, original) if fact.kind != SAFETY]
    drafts = conversation.once(_drafts, original)
    if drafts and not _long_quotations(candidate):
        came += drafts
    return tuple(fact for fact in came if not kept.holds(fact))


def _drafts(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The quotations that are what the person could say or send, and no words of anybody's."""
    asked = read_need(conversation).has("asks_writing")
    long = _long_quotations(reply)
    return tuple(each for each in long if _is_suggested(reply[max(each.start - _LEAD, 0) : each.start], asked))


def _long_quotations(text: str) -> list[Fact]:
    """The quotations that are long enough for a text to send."""
    return [fact for fact in facts(text) if fact.kind == "quotation" and len(fact.words.split()) >= _DRAFT]


def _is_suggested(before: str, asked: bool) -> bool:
    """Whether the words before a quotation make it a suggestion; they need not where a text was asked for."""
    return not _REPORTS.search(before) and (asked or _SUGGESTS.search(before) is not None)


def _is_mentioned(known: Holdings, fact: Fact) -> bool:
    """Whether a number alone is known, whatever it counts: "31 chapters" to whoever spoke of chapter 31."""
    return fact.kind == "number" and known.mentions(fact.key)


def _unasked(conversation: Conversation) -> bool:
    """Whether the person asked for nothing, so that a suggestion may go as a whole."""
    need = read_need(conversation)
    return need.has("wants_listening") or not need.asks


def suggestions(reply: str) -> list[tuple[int, int]]:
    """Where a reply suggests something: sentences that do, and items of lists."""
    traits = read_traits(reply)
    told = (traits.text.sentence_span(sentence) for sentence in traits.suggestions)
    return [*((span.start, span.end) for span in told), *(item.span() for item in _ITEM.finditer(reply))]
