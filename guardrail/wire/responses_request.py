"""Requests of OpenAI's Responses API, as far as the guard must know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import AskError, InputError
from guardrail.types import Conversation, Message
from guardrail.wire.body import model_of, parsed, written

ELSEWHERE = ("previous_response_id", "conversation", "prompt")  # what has the provider put turns before the input

_NOT_REPEATED = ("background", "background_options", "stream", "stream_options")
_LEADING = ("system", "developer")


@dataclass(frozen=True, slots=True)
class ResponsesRequest:
    """A request for a response: the whole body, and the conversation in it, the instructions first.

    Every item of the input is a turn, in the shape it came in: what a tool answered is the tool's, what else is no
    message (calls, reasoning, references) is the assistant's, without words.
    """

    body: Mapping[str, Any] = field(repr=False)
    conversation: Conversation

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> ResponsesRequest:
        """Read a request's body. Raises InputError that says which item cannot be read."""
        turns = [_turn(place, item) for place, item in enumerate(items_of(body.get("input")))]
        known = not any(body.get(name) for name in ELSEWHERE) and not any(map(_refers, turns))
        return cls(body, Conversation((*_instructions(body), *turns), known))

    @classmethod
    def decode(cls, content: bytes) -> ResponsesRequest:
        """Read a request's bytes. Raises InputError."""
        return cls.of(parsed(content))

    @property
    def structured(self) -> bool:
        """True when the reply is to be JSON (`text.format`), which is not prose."""
        return structured(self.body)

    def repair(self, conversation: Conversation) -> bytes:
        """The body that asks for a better reply: the same but for its instructions, its input and how it is answered.

        Nothing is stored. Raises AskError where the provider would write the repair into a conversation that it keeps.
        """
        if self.body.get("conversation"):
            raise AskError("the conversation is kept by the provider, who would add the repair to it")
        turns = conversation.messages
        opening = turns[0].raw.get("content") if self._opens(turns) else None
        kept = {key: value for key, value in self.body.items() if key not in _NOT_REPEATED}
        led = {"instructions": opening} if isinstance(opening, str) else {}
        items = [_item(turn) for turn in turns[len(led) :]]
        return written({**kept, **led, "input": items, "stream": False, "store": False})

    def consult(self, conversation: Conversation, tokens: int) -> bytes:
        """The body that asks the same model a question of the guard's own, whose answer may take so many tokens."""
        task, *turns = conversation.to_openai()
        bound = {"max_output_tokens": tokens} if "max_output_tokens" in self.body else {}
        fields = {"instructions": task["content"], "input": turns, "store": False}
        return written({**model_of(self.body), **bound, **fields})

    def _opens(self, turns: tuple[Message, ...]) -> bool:
        """Whether the first turn is no item of the input: the instructions, or guidance where there were none."""
        own = self.conversation.messages
        first = not self.body.get("instructions") and bool(own) and own[0].role in _LEADING
        return turns[0].role in _LEADING and not first


def structured(body: Mapping[str, Any]) -> bool:
    """True when a request, or the response that repeats its settings, is for JSON."""
    text = body.get("text")
    wanted = text.get("format") if isinstance(text, Mapping) else None
    return isinstance(wanted, Mapping) and wanted.get("type", "text") != "text"


def items_of(given: Any) -> list[Any]:
    """An input, in any of its shapes, as a list of items. Raises InputError."""
    if given is None or isinstance(given, str):
        return [] if given is None else [{"role": "user", "content": given}]
    if isinstance(given, list):
        return given
    raise InputError(f"input: found {type(given).__name__}; allowed: a string, a list of items")


def _instructions(body: Mapping[str, Any]) -> list[Message]:
    words = body.get("instructions")
    return [Message.of({"role": "system", "content": words})] if words else []


def _turn(place: int, item: Any) -> Message:
    if not isinstance(item, Mapping):
        raise InputError(f"input[{place}]: found {type(item).__name__}; allowed: an object")
    try:
        return _message(item)
    except InputError as error:
        raise InputError(f"input[{place}]: {error}") from None


def _message(item: Mapping[str, Any]) -> Message:
    kind = item.get("type", "message" if "role" in item else "item_reference")
    if kind == "message":
        return Message.of(item)
    if str(kind).endswith("_output"):
        output = item.get("output")
        words = Message.of({"role": "tool", "content": output if isinstance(output, str | list) else None}).text
        return Message("tool", words, item)
    return Message("assistant", "", item)


def _refers(turn: Message) -> bool:
    return turn.raw.get("type", "item_reference") == "item_reference" and "role" not in turn.raw


def _item(turn: Message) -> Mapping[str, Any]:
    """The item of a turn; what guidance adds to it is told in the words of this API."""
    content = turn.raw.get("content")
    if not isinstance(content, list):
        return turn.raw
    parts = [{**part, "type": "input_text"} if _is_text(part) else part for part in content]
    return {**turn.raw, "content": parts}


def _is_text(part: Any) -> bool:
    return isinstance(part, Mapping) and part.get("type") == "text"
