"""Requests of OpenAI's Chat Completions API, as far as the guard must know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import InputError
from guardrail.types import Conversation
from guardrail.wire.body import model_of, parsed, written

_BOUNDS = frozenset(("max_tokens", "max_completion_tokens"))


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request for a chat completion: the whole body, and the conversation in it."""

    body: Mapping[str, Any] = field(repr=False)
    conversation: Conversation

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> ChatRequest:
        """Read a request's body. Raises InputError that says which message cannot be read."""
        messages = body.get("messages")
        if not isinstance(messages, list):
            raise InputError(f"messages: found {type(messages).__name__}; allowed: a list")
        return cls(body, Conversation.of(messages))

    @classmethod
    def decode(cls, content: bytes) -> ChatRequest:
        """Read a request's bytes. Raises InputError."""
        return cls.of(parsed(content))

    @property
    def structured(self) -> bool:
        """True when the reply is to be JSON (`response_format`), which is not prose."""
        wanted = self.body.get("response_format")
        return isinstance(wanted, Mapping) and wanted.get("type", "text") != "text"

    def repair(self, conversation: Conversation) -> bytes:
        """The body that asks for one better reply: the same but for its messages, `n` and the streaming."""
        kept = {key: value for key, value in self.body.items() if key not in ("n", "stream", "stream_options")}
        return written({**kept, "messages": conversation.to_openai(), "n": 1, "stream": False})

    def consult(self, conversation: Conversation, tokens: int) -> bytes:
        """The body that asks the same model a question of the guard's own, whose answer may take so many tokens.

        The bound goes by the name that the client uses: not every provider knows every name.
        """
        bounds = dict.fromkeys(_BOUNDS & self.body.keys(), tokens)
        return written({**model_of(self.body), **bounds, "messages": conversation.to_openai()})
