"""What speaks against delivering a repaired reply: anything it lost, anything it added."""

from __future__ import annotations

from guardrail.repair.drift import added
from guardrail.repair.integrity import lost
from guardrail.types import Conversation, Reply


def objections(conversation: Conversation, original: Reply, candidate: Reply) -> tuple[str, ...]:
    """What `candidate` lost or added against `original`, in words; empty when it may be delivered."""
    gone = (f'lost {fact.kind}: "{fact.words}"' for fact in lost(conversation, original.text, candidate.text))
    kind = ("turned into a tool call",) if candidate.tool_calls and not original.tool_calls else ()
    cut = ("cut off",) if candidate.truncated and not original.truncated else ()
    return (*kind, *cut, *gone, *added(conversation, original.text, candidate.text))
