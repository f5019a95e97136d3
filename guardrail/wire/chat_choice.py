"""One choice of a chat completion: read as a Reply, and written with other words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrail.types import Action, Message, Outcome, Reply
from guardrail.wire.annotations import Shift
from guardrail.wire.body import Json
from guardrail.wire.calls import Source, counted


def reply_of(response: Json, choice: Json, structured: bool) -> Reply:
    """The reply in a choice of a whole (not streamed) response. Raises InputError where it has no readable message."""
    message = message_of(choice)
    return Reply(
        text=_words(message.get("content")),
        refusal=bool(message.get("refusal")),
        tool_calls=calls_tools(message),
        structured=structured,
        truncated=choice.get("finish_reason") == "length",
        tokens=counted(response.get("usage")),
        payload=Source(response, choice),
    )


def _words(content: Any) -> str:
    return Message.of({"role": "assistant", "content": content}).text


def message_of(choice: Json) -> Json:
    """The choice's message, {} where there is none."""
    message = choice.get("message")
    return message if isinstance(message, Mapping) else {}


def calls_tools(message: Json) -> bool:
    """True when a message or a delta of one calls tools, in the present or the older shape."""
    return bool(message.get("tool_calls") or message.get("function_call"))


def rewritten(choice: Json, outcome: Outcome) -> dict[str, Any]:
    """The choice with the words that are delivered. Tool calls stay, whatever happens to the words beside them."""
    source = _source(choice, outcome)
    message = message_of(source)
    text = _words(message.get("content"))
    fresh = {**source, "finish_reason": finish_reason(source, outcome)}
    if "index" in choice:
        fresh["index"] = choice["index"]
    if text != outcome.reply.text:
        fresh["message"] = _reworded(message, text, outcome.reply.text)
        if "logprobs" in source:
            fresh["logprobs"] = None  # they belong to the tokens that were exchanged
    return fresh


def finish_reason(choice: Json, outcome: Outcome) -> Any:
    """Why the choice ended: the model's own reason, but a fallback in the policy's words is always complete."""
    complete = outcome.action is Action.FALLBACK and not outcome.reply.tool_calls
    return "stop" if complete else _source(choice, outcome).get("finish_reason")


def _source(choice: Json, outcome: Outcome) -> Json:
    payload = outcome.reply.payload
    own = outcome.original.reply.tool_calls or not isinstance(payload, Source)
    return choice if own else payload.choice


def _reworded(message: Json, old: str, new: str) -> dict[str, Any]:
    fresh = {**message, "content": _content(message.get("content"), new)}
    notes = message.get("annotations")
    if isinstance(notes, list) and notes:
        fresh["annotations"] = Shift(old, new).all(notes)
    return fresh


def _content(content: Any, text: str) -> Any:
    """The content in the shape it came: a string, or a list of parts whose first holds the words."""
    if not isinstance(content, list):
        return text
    kept = [part for part in content if not _words([part])]
    return [{"type": "text", "text": text}, *kept]
