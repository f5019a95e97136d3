"""The scripted model's side of Anthropic's Messages API: messages and their events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guardrail.types import Conversation

Json = dict[str, Any]

_ERRORS = {
    "401": "authentication_error",
    "429": "rate_limit_error",
    "500": "api_error",
    "not_found": "not_found_error",
}
_WORDS = re.compile(r"\s*\S+\s*")


def message(body: Mapping[str, Any], asked: Sequence[Json], said: Sequence[Json], number: int) -> Json:
    """The whole message with what is `said` (messages as the Chat Completions API has them)."""
    content = [block for each in said for block in _blocks(each)]
    refused = any(each["refusal"] for each in said)
    calls = any(block["type"] == "tool_use" for block in content)
    return {
        "id": f"msg_scripted_{number}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", "scripted"),
        "content": content,
        "stop_reason": "refusal" if refused else "tool_use" if calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": tokens(asked), "output_tokens": sum(map(_words, content))},
    }


def tokens(asked: Sequence[Json]) -> int:
    """What these messages come to, a word a token."""
    return sum(len(each.text.split()) for each in Conversation.of(list(asked)).messages)


def error(message: str, code: str) -> Json:
    """The body of an error, in Anthropic's shape."""
    return {"type": "error", "error": {"type": _ERRORS.get(code, "invalid_request_error"), "message": message}}


def events(whole: Json) -> Iterator[Json]:
    """The events that tell of a message, the words of its texts one by one."""
    usage = whole["usage"]
    opening = {**whole, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield {"type": "message_start", "message": opening}
    yield {"type": "ping"}
    for index, block in enumerate(whole["content"]):
        empty, deltas = _parts(block)
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ends = {name: whole[name] for name in ("stop_reason", "stop_sequence")}
    yield {"type": "message_delta", "delta": ends, "usage": {"output_tokens": usage["output_tokens"]}}
    yield {"type": "message_stop"}


def _blocks(said: Json) -> Iterator[Json]:
    """The blocks that say what a message of the Chat Completions API says; content that is blocks stays as it is."""
    content = said["content"] or said["refusal"] or ()
    yield from [{"type": "text", "text": content}] if isinstance(content, str) else content
    for call in said.get("tool_calls") or ():
        function = call["function"]
        given = json.loads(function["arguments"])
        yield {"type": "tool_use", "id": call["id"], "name": function["name"], "input": given}


def _words(block: Json) -> int:
    return len(block.get("text", "").split())


def _parts(block: Json) -> tuple[Json, list[Json]]:
    """A block as it opens, and the deltas that fill it."""
    if block["type"] == "text":
        cited = [{"type": "citations_delta", "citation": citation} for citation in block.get("citations") or ()]
        words = [{"type": "text_delta", "text": word} for word in _WORDS.findall(block["text"])]
        return {**block, "text": "", **({"citations": []} if cited else {})}, [*words, *cited]
    if block["type"] == "thinking":
        thought = {"type": "thinking_delta", "thinking": block["thinking"]}
        signed = {"type": "signature_delta", "signature": block["signature"]}
        return {**block, "thinking": "", "signature": ""}, [thought, signed]
    if block["type"] == "tool_use":
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
    return block, []
