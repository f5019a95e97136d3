"""A model that is played from a script: an OpenAI-compatible ASGI app with written replies, streamed word by word.

It is the demo's upstream and the tests' model. It can also fail in every way in which an upstream fails.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from guardrail.errors import InputError, MissingExtra
from guardrail.types import Conversation
from guardrail.wire.chat_request import ChatRequest

try:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response, StreamingResponse
    from starlette.routing import Route
    from starlette.types import Receive, Scope, Send
except ModuleNotFoundError as missing:
    raise MissingExtra("starlette", "proxy") from missing


class Fault(StrEnum):
    """A way to fail, in place of a reply."""

    UNAUTHORIZED = "401"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    HTML = "html"
    TRUNCATED_JSON = "truncated JSON"
    DROP_BEFORE = "drop before the body"
    DROP_DURING = "drop during the body"
    HANG = "hang"
    HANG_DURING = "hang during the body"


Turn = str | Fault | Mapping[str, Any] | Sequence[str]
Script = Mapping[str, Sequence[Turn]]

_WORDS = re.compile(r"\s*\S+\s*")
_STATUS = {Fault.UNAUTHORIZED: 401, Fault.RATE_LIMITED: 429, Fault.SERVER_ERROR: 500}
_ENDLESS = "100000"


def scripted_upstream(script: Script, delay: float = 0.0) -> Starlette:
    """An app that answers `POST [/v1]/chat/completions` from a script; `delay` is in seconds between streamed words.

    The script maps the person's last words to turns. The first request with these words gets the first turn; one that
    repeats its messages gets it again; one with other messages before or after them (a repair) gets the next, and the
    last turn stays. A turn is a reply's text, several texts (one a choice), a whole message (tool calls, a refusal), or
    a Fault. Words that the script does not know get a 404, what is no request a 400. `app.state.requests` holds the
    bodies of all requests.
    """
    stage = _Stage(script, delay)
    paths = ("/chat/completions", "/v1/chat/completions")
    models = JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model"}]})
    app = Starlette(
        routes=[
            *(Route(path, stage.answer, methods=["POST"]) for path in paths),
            *(Route(path, models) for path in ("/models", "/v1/models")),
        ]
    )
    app.state.requests = stage.requests
    return app


@dataclass
class _Stage:
    script: Script
    delay: float
    requests: list[dict[str, Any]] = field(default_factory=list)
    _begun: dict[str, tuple[Any, int]] = field(default_factory=dict)

    async def answer(self, request: Request) -> Any:
        try:
            body = dict(ChatRequest.decode(await request.body()).body)
        except InputError as error:
            return JSONResponse(_error(str(error), "bad_request"), 400)
        self.requests.append(body)
        turn = self._turn(body["messages"])
        if turn is None:
            return JSONResponse(_error("the script does not know these words", "not_found"), 404)
        if isinstance(turn, Fault):
            return _fault(turn)
        choices = [turn] if isinstance(turn, str | Mapping) else list(turn)
        completion = _completion(body, [_message(choice) for choice in choices], len(self.requests))
        if not body.get("stream"):
            return JSONResponse(completion)
        return StreamingResponse(self._frames(body, completion), media_type="text/event-stream")

    def _turn(self, messages: list[dict[str, Any]]) -> Turn | None:
        words = Conversation.of(messages).last_user
        key = next((key for key in self.script if words == key or words.startswith(f"{key}\n\n")), None)
        if key is None:
            return None
        first, turn = self._begun.get(key, (messages, -1))
        turn = 0 if messages == first else turn + 1
        self._begun[key] = (first, turn)
        turns = self.script[key]
        return turns[min(turn, len(turns) - 1)]

    async def _frames(self, body: Mapping[str, Any], completion: dict[str, Any]) -> Any:
        for chunk in _chunks(body, completion):
            yield f"data: {json.dumps(chunk)}\n\n"
            await asyncio.sleep(self.delay)
        yield "data: [DONE]\n\n"


def _message(turn: str | Mapping[str, Any]) -> dict[str, Any]:
    said = {"content": turn} if isinstance(turn, str) else turn
    return {"role": "assistant", "content": None, "refusal": None, **said}


def _completion(body: Mapping[str, Any], messages: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
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


def _chunks(body: Mapping[str, Any], completion: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The completion in chunks, the words of its choices in turn, and the usage where it was asked for."""
    kept = {key: completion[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    asked = (body.get("stream_options") or {}).get("include_usage")
    extra = {"usage": None} if asked else {}
    for deltas in zip_longest(*(_deltas(choice) for choice in completion["choices"])):
        for choice in deltas:
            if choice is not None:
                yield {**kept, "choices": [choice], **extra}
    if asked:
        yield {**kept, "choices": [], "usage": completion["usage"]}


def _deltas(choice: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    message = choice["message"]
    words = _WORDS.findall(message["content"] or "")
    calls = [{"index": place, **call} for place, call in enumerate(message.get("tool_calls") or ())]
    opening = {"role": "assistant", "content": "" if words else None, **({"tool_calls": calls} if calls else {})}
    refusal = [{"refusal": message["refusal"]}] if message["refusal"] else []
    for delta in [opening, *({"content": word} for word in words), *refusal]:
        yield {"index": choice["index"], "delta": delta, "finish_reason": None}
    yield {"index": choice["index"], "delta": {}, "finish_reason": choice["finish_reason"]}


def _error(message: str, code: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "scripted_error", "param": None, "code": code}}


def _fault(fault: Fault) -> Any:
    if fault in _STATUS:
        headers = {"retry-after": "7", "x-request-id": "req-scripted"}
        return JSONResponse(_error("a scripted fault", fault.value), _STATUS[fault], headers)
    if fault is Fault.HTML:
        return Response("<html><body>502 Bad Gateway</body></html>", media_type="text/html")
    if fault is Fault.TRUNCATED_JSON:
        return Response('{"id":"chatcmpl-scripted","choices":[{"index":0,"mess', media_type="application/json")
    return _Broken(fault)


@dataclass(frozen=True)
class _Broken:
    """A response that does not come to its end."""

    fault: Fault

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        if self.fault is Fault.DROP_BEFORE:
            # A status that no server can write: it has begun the response, so all that it can do is to hang up.
            await send({"type": "http.response.start", "status": 0, "headers": [(b"\n", b"")]})
        if self.fault is not Fault.HANG:
            headers = [(b"content-type", b"application/json"), (b"content-length", _ENDLESS.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"id":"chatcmpl-scripted",', "more_body": True})
        if self.fault in (Fault.HANG, Fault.HANG_DURING):
            while (await receive())["type"] != "http.disconnect":
                pass
