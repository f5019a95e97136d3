"""What speaks against delivering a repaired reply: anything it lost, anything it turned round, anything it added."""

from __future__ import annotations

from collections.abc import Iterator

from guardrail.repair.clauses import Statements, read_statements
from guardrail.repair.counts import recounted
from guardrail.repair.crisis import unsafe
from guardrail.repair.drift import added
from guardrail.repair.integrity import lost
from guardrail.repair.reversals import turned_round
from guardrail.repair.statements import dropped
from guardrail.types import Conversation, Reply


def objections(conversation: Conversation, original: Reply, candidate: Reply) -> tuple[str, ...]:
    """What `candidate` lost or added against `original`, in words; empty when it may be delivered.

    Each objection names its kind and quotes its evidence: what is lost in the original's words ('lost number: "42"'),
    what is added in the candidate's ('new promise: "I will refund"').
    """
    found = (
        *_turned(original, candidate),
        *_lost(conversation, original.text, candidate.text),
        *unsafe(conversation, original.text, candidate.text),
        *added(conversation, original.text, candidate.text),
    )
    return tuple(dict.fromkeys(found))


def _turned(original: Reply, candidate: Reply) -> Iterator[str]:
    """What the candidate is, where it is no plain reply any more."""
    if candidate.tool_calls and not original.tool_calls:
        yield "turned into a tool call"
    if candidate.refusal and not original.refusal:
        yield "turned into a refusal"
    if candidate.truncated and not original.truncated:
        yield "cut off"


def _lost(conversation: Conversation, original: str, candidate: str) -> Iterator[str]:
    said = "\n".join(message.text for message in conversation.messages)
    gone = (*lost(conversation, original, candidate), *recounted(original, candidate, said))
    yield from (f'lost {fact.kind}: "{fact.words}"' for fact in gone)
    came, made = conversation.once(_stated, original), read_statements(candidate)
    yield from (f'lost {kind}: "{quote}"' for kind, quote in dropped(came, made))
    yield from (f'turned round: "{quote}"' for quote in turned_round(came, made))


def _stated(_: Conversation, original: str) -> Statements:
    return read_statements(original)
