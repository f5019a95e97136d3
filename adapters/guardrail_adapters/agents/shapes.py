"""Responses of the Agents SDK and the bytes of the wire, each from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.items import ModelResponse
from agents.usage import Usage
from openai.types.responses import ResponseCompletedEvent

from guardrail.wire.body import parsed, written
from guardrail.wire.calls import Source
from guardrail.wire.sse import Event, decode


@dataclass(frozen=True, slots=True)
class Made(Source):
    """A response of the SDK as what a reply came in."""

    source: ModelResponse

    @classmethod
    def of(cls, response: ModelResponse) -> Made:
        """The response with its usage as the wire tells it."""
        body = {"usage": _told(response.usage)}
        return cls(body, body, response)


def content_of(response: ModelResponse) -> bytes:
    """A response's body, as far as a reply is in it."""
    output = [_dumped(item) for item in response.output]
    cut_off = any(item.get("status") == "incomplete" for item in output)
    return written({"output": output, "status": "incomplete" if cut_off else "completed"})


def items_of(came: Sequence[Any], content: bytes) -> list[Any]:
    """The items of an output after the guard: the very ones that came where nothing in them changed."""
    return [_rebuilt(item, fresh) for item, fresh in zip(came, parsed(content)["output"], strict=True)]


def frames_of(events: Sequence[Any]) -> bytes:
    """The events of a stream as the wire carries them."""
    return b"".join(map(_frame, events))


def events_of(came: Sequence[Any], content: bytes) -> list[Any]:
    """The events of a stream after the guard: the very ones that came where nothing in them changed."""
    known = {_frame(event): event for event in came}
    kinds = {event.type: type(event) for event in came}
    return [known.get(event.raw) or _event(kinds, event) for event in decode(content)]


def _event(kinds: Mapping[str, Any], event: Event) -> Any:
    body = parsed(event.data or "")
    return kinds.get(body["type"], ResponseCompletedEvent).construct(**body)


def _frame(event: Any) -> bytes:
    return f"event: {event.type}\ndata: {written(_dumped(event)).decode()}\n\n".encode()


def _rebuilt(item: Any, fresh: Mapping[str, Any]) -> Any:
    return item if fresh == _dumped(item) else type(item).construct(**fresh)


def _dumped(model: Any) -> dict[str, Any]:
    body: dict[str, Any] = model.model_dump(mode="json", exclude_unset=True, warnings=False)
    return body


def _told(usage: Usage) -> dict[str, Any]:
    """Token counts as the Responses API tells them."""
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": _dumped(usage.input_tokens_details),
        "output_tokens": usage.output_tokens,
        "output_tokens_details": _dumped(usage.output_tokens_details),
        "total_tokens": usage.total_tokens,
    }
