"""What a repair must not have done."""

from __future__ import annotations

from guardrail.types import Conversation, Reply


def objections(conversation: Conversation, original: Reply, candidate: Reply) -> tuple[str, ...]:
    """What `candidate` lost or added against `original`, in words; empty when it may be delivered."""
    return ()
