"""Requests of Anthropic's Messages API, as far as the guard must know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from guardrail.errors import InputError
from guardrail.types import Conversation, Message
from guardrail.wire.body import model_of, parsed, written


@dataclass(frozen=True, slots=True)
class MessagesRequest:
    """A request for a message: the whole body, and the conversation in it, the system prompt first.

    The turns keep the shape they came in; one that holds nothing but results of tools is the tool's, not the person's.
    """

    body: Mapping[str, Any] = field(repr=False)
    conversation: Conversation

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> MessagesRequest:
        """Read a request's body. Raises InputError that says which message cannot be read."""
        messages, system = body.get("messages"), body.get("system")
        if not isinstance(messages, list):
            raise InputError(f"messages: found {type(messages).__name__}; allowed: a list")
        opening = [Message.of({"role": "system", "content": system})] if system else []
        return cls(body, Conversation((*opening, *map(_turn, Conversation.of(messages).messages))))

    @classmethod
    def decode(cls, content: bytes) -> MessagesRequest:
        """Read a request's bytes. Raises InputError."""
        return cls.of(parsed(content))

    @property
    def structured(self) -> bool:
        """True when the reply is to be data, not prose: JSON of a given form, or a tool that must be called."""
        config, choice = self.body.get("output_config"), self.body.get("tool_choice")
        form = config.get("format") if isinstance(config, Mapping) else None
        forced = isinstance(choice, Mapping) and choice.get("type") in ("any", "tool")
        return forced or bool(form or self.body.get("output_format"))

    def repair(self, conversation: Conversation) -> bytes:
        """The body that asks for a better reply: the same but for its system prompt, its messages and the streaming."""
        opening = len(conversation.messages) - len(self.body["messages"])  # the system prompt, which is no message here
        led, turns = conversation.messages[:opening], conversation.messages[opening:]
        first = reduce(lambda one, other: one.extended(other.text), led) if led else None
        system = {"system": first.raw["content"]} if first else {}
        return written({**self.body, **system, "messages": [dict(turn.raw) for turn in turns], "stream": False})

    def consult(self, conversation: Conversation, tokens: int) -> bytes:
        """The body that asks the same model a question of the guard's own, whose answer may take so many tokens."""
        task, *turns = conversation.to_openai()
        fields = {"max_tokens": tokens, "system": task["content"], "messages": turns}
        return written({**model_of(self.body), **fields})


def _turn(message: Message) -> Message:
    results = _results(message.raw.get("content")) if message.role == "user" and not message.text else []
    return Message("tool", "\n".join(results), message.raw) if results else message


def _results(content: Any) -> list[str]:
    blocks = content if isinstance(content, list) else []
    results = [block for block in blocks if isinstance(block, Mapping) and block.get("type") == "tool_result"]
    return [Message.of({"role": "tool", "content": result.get("content")}).text for result in results]
