"""The scripted model's side of OpenAI's Chat Completions API: completions and their chunks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from guardrail.types import Conversation

_WORDS = re.compile(r"\s*\S+\s*")


def completion(body: Mapping[str, Any], messages: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
    """The whole completion with these messages, one a choice."""
    asked = sum(len(message.text.split()) for message in Conversation.of(body["messages"]).messages)
    said = sum(len((message["content"] or "").split()) for message in messages)
    return {
        "id": f"chatcmpl-scripted-{number}",
        "object": "chat.completion",
        "created": 1_750_000_000 + number,
        "model": body.get("model", "scripted"),
        "choices": [
            {"index": index, "message": message, "logprobs": None, "finish_reason": _finish(message)}
            for index, message in enumerate(messages)
        ],
        "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
    }


def _finish(message: Mapping[str, Any]) -> str:
    return "tool_calls" if message.get("tool_calls") else "stop"


def chunks(body: Mapping[str, Any], whole: dict[str, Any], backwards: bool = False) -> Iterator[dict[str, Any]]:
    """The completion in chunks, the words of its choices in turn, and the usage where it was asked for.

    `backwards` begins each turn with the last choice.
    """
    kept = {key: whole[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    asked = (body.get("stream_options") or {}).get("include_usage")
    extra = {"usage": None} if asked else {}
    for deltas in zip_longest(*(_deltas(choice) for choice in whole["choices"])):
        for choice in deltas[::-1] if backwards else deltas:
            if choice is not None:
                yield {**kept, "choices": [choice], **extra}
    if asked:
        yield {**kept, "choices": [], "usage": whole["usage"]}


def _deltas(choice: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    message = choice["message"]
    words = _WORDS.findall(message["content"] or "")
    calls = [{"index": place, **call} for place, call in enumerate(message.get("tool_calls") or ())]
    opening = {"role": "assistant", "content": "" if words else None, **({"tool_calls": calls} if calls else {})}
    refusal = [{"refusal": message["refusal"]}] if message["refusal"] else []
    for delta in [opening, *({"content": word} for word in words), *refusal]:
        yield {"index": choice["index"], "delta": delta, "finish_reason": None}
    yield {"index": choice["index"], "delta": {}, "finish_reason": choice["finish_reason"]}
