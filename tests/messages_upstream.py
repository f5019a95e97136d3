"""A model that is played from a script behind Anthropic's Messages API, whole and streamed, over real HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from guardrail.wire.messages_request import MessagesRequest

Block = dict[str, Any]
Script = Mapping[str, Sequence[Sequence[Block]]]

BUSY = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def text(words: str, **fields: Any) -> Block:
    return {"type": "text", "text": words, **fields}


def messages_upstream(script: Script) -> Starlette:
    """Answers by the person's last words: the first content in the script, and the second once there is guidance.

    Words that the script does not know get a 529. `app.state.requests` holds the requests' bodies and headers.
    """
    seen: list[tuple[dict[str, Any], Mapping[str, str]]] = []

    async def answer(request: Request) -> Response:
        body = MessagesRequest.decode(await request.body())
        seen.append((dict(body.body), request.headers))
        contents = script.get(body.conversation.last_user)
        if contents is None:
            return JSONResponse(BUSY, 529, {"request-id": "req-1", "retry-after": "7"})
        content = contents[min(len(contents) - 1, 1 if "system" in body.body else 0)]
        message = _message(content, len(seen))
        if not body.body.get("stream"):
            return JSONResponse(message, headers={"request-id": "req-1"})
        lines = (f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in _events(message))
        return StreamingResponse(lines, media_type="text/event-stream")

    async def count(_request: Request) -> Response:
        return JSONResponse({"input_tokens": 7})

    paths = {"/v1/messages": answer, "/v1/messages/count_tokens": count}
    app = Starlette(routes=[Route(path, handle, methods=["POST"]) for path, handle in paths.items()])
    app.state.requests = seen
    return app


def _message(content: Sequence[Block], number: int) -> dict[str, Any]:
    calls = any(block["type"] == "tool_use" for block in content)
    return {
        "id": f"msg-{number}",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": list(content),
        "stop_reason": "tool_use" if calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 3},
    }


def _events(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    usage = message["usage"]
    opening = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield {"type": "message_start", "message": opening}
    yield {"type": "ping"}
    for index, block in enumerate(message["content"]):
        empty, deltas = _parts(block)
        yield {"type": "content_block_start", "index": index, "content_block": empty}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ends = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": ends, "usage": {"output_tokens": usage["output_tokens"]}}
    yield {"type": "message_stop"}


def _parts(block: Block) -> tuple[Block, list[Block]]:
    """A block as it opens, and the deltas that fill it."""
    if block["type"] == "text":
        words = re.findall(r"\s*\S+\s*", block["text"])
        cited = [{"type": "citations_delta", "citation": citation} for citation in block.get("citations") or ()]
        opening = {**block, "text": "", **({"citations": []} if cited else {})}
        return opening, [*({"type": "text_delta", "text": word} for word in words), *cited]
    if block["type"] == "thinking":
        said = {"type": "thinking_delta", "thinking": block["thinking"]}
        return {**block, "thinking": "", "signature": ""}, [
            said,
            {"type": "signature_delta", "signature": block["signature"]},
        ]
    if block["type"] == "tool_use":
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]
    return block, []
