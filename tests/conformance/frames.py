"""Frames of streamed chat completions, written and read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from guardrail.wire.sse import decode

ASK = "My dog barks in the morning and I walk him then."
SSE = {"content-type": "text/event-stream; charset=utf-8"}
KEPT = {"id": "call-1", "object": "chat.completion.chunk", "model": "m"}
USAGE = {"prompt_tokens": 10, "completion_tokens": 8, "total_tokens": 18}
DONE = "data: [DONE]"


def chunk(text: str | None, index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return frame({} if text is None else {"content": text}, index, finish, **fields)


def frame(delta: dict[str, Any], index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {**KEPT, "choices": [{"index": index, "delta": delta, "finish_reason": finish}], **fields}


def usage(**fields: Any) -> dict[str, Any]:
    return {**KEPT, "choices": [], "usage": USAGE, **fields}


def cut(text: str, size: int) -> list[str]:
    return [text[place : place + size] for place in range(0, len(text), size)]


def deltas(text: str, size: int = 3, index: int = 0) -> list[dict[str, Any]]:
    return [chunk(piece, index) for piece in cut(text, size)]


def stream(frames: Iterable[dict[str, Any] | str]) -> bytes:
    lines = [frame if isinstance(frame, str) else f"data: {json.dumps(frame)}" for frame in frames]
    return "".join(f"{line}\n\n" for line in lines).encode()


def whole(text: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"id": "call-2", "model": "m", "choices": [choice], "usage": USAGE}).encode()


def choices(content: bytes) -> list[dict[str, Any]]:
    chunks = [json.loads(event.data) for event in decode(content) if (event.data or "").startswith('{"id"')]
    return [choice for found in chunks for choice in found["choices"]]


def text(content: bytes, index: int = 0) -> str:
    found = [choice["delta"].get("content") or "" for choice in choices(content) if choice["index"] == index]
    return "".join(found)


def asking(**fields: Any) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": ASK}], "stream": True, **fields}).encode()
