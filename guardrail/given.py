"""What callers give to be judged. What is neither a conversation nor a reply is refused, or nothing would be judged."""

from __future__ import annotations

from guardrail.errors import InputError
from guardrail.types import Conversation, Reply


def given_conversation(given: Conversation) -> Conversation:
    """The conversation itself. Raises InputError for what is none."""
    if isinstance(given, Conversation):
        return given
    raise InputError(f"conversation: found {type(given).__name__}; allowed: Conversation.of(messages)")


def given_reply(given: Reply | str) -> Reply:
    """The reply, a string as one. Raises InputError for what is neither."""
    if isinstance(given, (Reply, str)):
        return Reply(given) if isinstance(given, str) else given
    raise InputError(f"reply: found {type(given).__name__}; allowed: Reply, str")
