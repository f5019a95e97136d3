"""All that the detectors may know: the conversation, the reply, and what was read off both."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.errors import Unreadable
from guardrail.types import Conversation, Reply


@dataclass(frozen=True)
class Reading:
    """What was read off a conversation and the reply to it."""

    conversation: Conversation
    reply: Reply


def read(conversation: Conversation, reply: Reply, max_characters: int) -> Reading:
    """Read a reply in its conversation.

    Raises Unreadable with the reason when it is not prose for the person, or not in English.
    """
    reason = _not_prose(reply)
    if reason:
        raise Unreadable(reason)
    return Reading(conversation, reply)


def _not_prose(reply: Reply) -> str:
    if reply.refusal:
        return "refusal"
    if reply.structured:
        return "structured output"
    if not reply.text.strip():
        return "tool call" if reply.tool_calls else "empty reply"
    return ""
