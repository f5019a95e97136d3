"""LiteLLM's responses and the bytes of the wire, each from the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litellm.types.utils import ModelResponse, ModelResponseStream

from guardrail.errors import Unreadable
from guardrail.wire.body import parsed, written
from guardrail.wire.sse import Event, decode


def content_of(response: Any) -> bytes:
    """A chat completion's body. Raises Unreadable for any other response."""
    if not isinstance(response, ModelResponse):
        raise Unreadable("not a chat completion")
    return written(_dumped(response))


def reworded(content: bytes) -> ModelResponse:
    """A chat completion from its body."""
    return ModelResponse(**parsed(content))


def is_chunk(chunk: Any) -> bool:
    """Whether this is a chunk of a streamed chat completion."""
    return isinstance(chunk, ModelResponseStream)


def frames_of(chunks: Sequence[Any]) -> bytes:
    """The chunks of a stream as the wire carries them. Raises Unreadable where it is no chat completion's."""
    if not any(map(is_chunk, chunks)):
        raise Unreadable("not a chat completion")
    return b"".join(map(_frame, chunks))


def rechunked(held: Sequence[Any], content: bytes) -> list[Any]:
    """The chunks of a stream after the guard: the very ones that came where nothing in them changed."""
    return [_rechunked(chunk, event) for chunk, event in zip(held, decode(content), strict=True)]


def _rechunked(chunk: Any, event: Event) -> Any:
    if event.data is None or event.raw == _frame(chunk):
        return chunk
    fresh = ModelResponseStream(**parsed(event.data))
    fresh._hidden_params = chunk._hidden_params
    return fresh


def _frame(chunk: Any) -> bytes:
    """A chunk as an event; what is none is an event without data."""
    return b"data: " + written(_dumped(chunk)) + b"\n\n" if is_chunk(chunk) else b":\n\n"


def _dumped(model: Any) -> dict[str, Any]:
    body: dict[str, Any] = model.model_dump(mode="json", warnings=False)
    return body
