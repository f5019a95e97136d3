"""LiteLLM's responses and the bytes of the wire, each from the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litellm.types.utils import ModelResponse, ModelResponseStream

from guardrail.wire.body import parsed, written
from guardrail.wire.sse import Event, decode


def content_of(response: Any) -> bytes:
    """A chat completion's body; that of any other response is empty, and holds no reply."""
    return written(_dumped(response) if isinstance(response, ModelResponse) else {})


def _dumped(model: Any) -> dict[str, Any]:
    body: dict[str, Any] = model.model_dump(mode="json", warnings=False)
    return body


def reworded(content: bytes) -> ModelResponse:
    """A chat completion from its body."""
    return ModelResponse(**parsed(content))


def frame_of(chunk: Any) -> bytes:
    """A chunk of a stream as the wire carries it; what is no chunk of a chat completion is an event without data."""
    if not isinstance(chunk, ModelResponseStream):
        return b":\n\n"
    return b"data: " + written(_dumped(chunk)) + b"\n\n"


def rechunked(held: Sequence[Any], content: bytes) -> list[Any]:
    """The chunks of a stream after the guard: the very ones that came where nothing in them changed."""
    return [_rechunked(chunk, event) for chunk, event in zip(held, decode(content), strict=True)]


def _rechunked(chunk: Any, event: Event) -> Any:
    if event.data is None or event.raw == frame_of(chunk):
        return chunk
    fresh = ModelResponseStream(**parsed(event.data))
    fresh._hidden_params = chunk._hidden_params
    return fresh
