"""What stands around a message's content in Anthropic's Messages API: the call's name, why it ended, what it used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from guardrail.types import Action, Outcome, Reply
from guardrail.wire.body import Json
from guardrail.wire.calls import Source, calls, counted, summed

_NAME = ("id", "model")
_END = ("stop_reason", "stop_sequence", "stop_details")
_GOES_ON = ("tool_use", "pause_turn")  # the turn is the model's again once the client has done its part
_CUT_OFF = ("max_tokens", "model_context_window_exceeded", None)


def reply_of(text: str, stop_reason: Any, tool_calls: bool, structured: bool, payload: Any = None) -> Reply:
    """The reply in a message. A turn that goes on counts as a tool call: its words may change, its end may not."""
    goes_on = tool_calls or stop_reason in _GOES_ON
    tokens = counted(payload.response.get("usage")) if isinstance(payload, Source) else 0
    return Reply(text, stop_reason == "refusal", goes_on, structured, stop_reason in _CUT_OFF, tokens, payload)


def edited(outcome: Outcome) -> bool:
    """True when the delivered words are those that came, some of them changed."""
    return outcome.action is Action.REWRITE and outcome.reply.payload is outcome.original.reply.payload


def named(message: Json, outcome: Outcome) -> Json:
    """The message under the name of the call that the delivered words come from."""
    source = _source(outcome)
    return {**message, **{key: source[key] for key in _NAME if key in message and key in source}}


def ended(fields: Json, outcome: Outcome) -> Json:
    """The fields with why the delivered words ended; a fallback in the policy's words is always complete."""
    complete = outcome.action is Action.FALLBACK and not outcome.reply.tool_calls
    source = {"stop_reason": "end_turn"} if complete else _source(outcome)
    return {**fields, **{key: source.get(key) for key in _END if key in fields}} if source else fields


def used(message: Json, outcome: Outcome) -> Json:
    """The message with the usage of all calls."""
    usage = message.get("usage")
    return {**message, "usage": _total(usage, outcome)} if isinstance(usage, Mapping) else message


def used_at_last(event: Json, outcome: Outcome) -> Json:
    """The event that ends a stream, with the usage of all calls.

    Its counts replace those of the event that opened the stream, so what it does not count it must not count now.
    """
    usage = event.get("usage")
    if not isinstance(usage, Mapping):
        return event
    total = _total(usage, outcome)
    return {**event, "usage": {key: value if value is None else total[key] for key, value in usage.items()}}


def _total(usage: Json, outcome: Outcome) -> Any:
    return reduce(summed, (source.response.get("usage") for source in calls([outcome])), usage)


def _source(outcome: Outcome) -> Json:
    payload = outcome.reply.payload
    own = outcome.original.reply.tool_calls or not isinstance(payload, Source)
    return {} if own else payload.response
