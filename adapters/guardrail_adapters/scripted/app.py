"""The scripted model as an ASGI app."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import InputError, MissingExtra
from guardrail.types import Conversation
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.responses_request import ResponsesRequest

try:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, StreamingResponse
    from starlette.routing import Route
except ModuleNotFoundError as missing:
    raise MissingExtra("starlette", "proxy") from missing

from guardrail_adapters.scripted import chat, messages, quirks, responses
from guardrail_adapters.scripted.faults import Fault, Told, error, failing
from guardrail_adapters.scripted.quirks import Quirk

Turn = str | Fault | Mapping[str, Any] | Sequence[str]
Script = Mapping[str, Sequence[Turn]]

_BASES = ("", "/v1")


def scripted_upstream(script: Script, delay: float = 0.0, shapes: Collection[Quirk | str] = ()) -> Starlette:
    """An app that answers `POST [/v1]/chat/completions`, `[/v1]/responses` and `[/v1]/messages` from a script.

    The script maps the person's last words to turns. The first request with these words gets the first turn; one that
    repeats its messages gets it again; one with other messages before or after them (a repair) gets the next, and the
    last turn stays. A turn is a reply's text, several texts (one a choice, a message of a response or a block), a whole
    message as chat completions have it (tool calls, a refusal, content of blocks), or a Fault. Words that the script
    does not know get a 404, what is no request a 400. Responses are kept and can be retrieved, and so can the items
    that they answer; one in the background is queued at first and done when it is retrieved. `delay` is in seconds
    between streamed words, `shapes` are quirks of what is sent. `app.state.requests` holds the bodies of all requests.
    Raises ValueError for what is no quirk, TypeError for what is no script.
    """
    _check(script)
    stage = _Stage(script, delay, frozenset(map(Quirk, shapes)))
    models = JSONResponse({"object": "list", "data": [{"id": "scripted", "object": "model"}]})
    routes: dict[str, tuple[Any, list[str]]] = {
        "/chat/completions": (stage.answer, ["POST"]),
        "/messages": (stage.message, ["POST"]),
        "/messages/count_tokens": (stage.count, ["POST"]),
        "/models": (models, ["GET"]),
        "/responses": (stage.respond, ["POST"]),
        "/responses/{name}": (stage.retrieve, ["GET"]),
        "/responses/{name}/input_items": (stage.items, ["GET"]),
    }
    app = Starlette(
        routes=[Route(base + path, does, methods=how) for base in _BASES for path, (does, how) in routes.items()]
    )
    app.state.requests = stage.requests
    return app


@dataclass
class _Stage:
    script: Script
    delay: float
    quirks: frozenset[Quirk]
    requests: list[dict[str, Any]] = field(default_factory=list)
    store: responses.Store = field(default_factory=responses.Store)
    _begun: dict[str, tuple[Any, int]] = field(default_factory=dict)

    async def answer(self, request: Request) -> Any:
        try:
            body = dict(ChatRequest.decode(await request.body()).body)
        except InputError as refused:
            return self._refused(400, error(str(refused), "bad_request"))
        said = self._said(body, body["messages"])
        if not isinstance(said, list):
            return said
        whole = chat.completion(body, said, len(self.requests))
        if not body.get("stream"):
            return JSONResponse(whole)
        told = quirks.chunks(chat.chunks(body, whole, Quirk.REVERSED_CHOICES in self.quirks), self.quirks)
        return self._streamed([*(f"data: {json.dumps(chunk)}\n\n" for chunk in told), "data: [DONE]\n\n"])

    async def respond(self, request: Request) -> Any:
        try:
            body = dict(ResponsesRequest.decode(await request.body()).body)
        except InputError as refused:
            return self._refused(400, error(str(refused), "bad_request"))
        items = self.store.asked(body)
        led = [{"role": "system", "content": body["instructions"]}] if body.get("instructions") else []
        said = self._said(body, [*led, *responses.messages(items)])
        if not isinstance(said, list):
            return said
        whole = responses.response(body, items, said, len(self.requests))
        self.store.keep(whole, items)
        if body.get("stream"):
            return self._told(responses.events(whole))
        return JSONResponse(responses.begun(whole, "queued") if body.get("background") else whole)

    async def retrieve(self, request: Request) -> Any:
        whole, asked = self.store.responses.get(request.path_params["name"]), request.query_params
        if whole is None:
            return JSONResponse(error("no such response", "not_found"), 404)
        if asked.get("stream") != "true":
            return JSONResponse(whole)
        after = int(asked.get("starting_after", -1))
        return self._told(event for event in responses.events(whole) if event["sequence_number"] > after)

    async def items(self, request: Request) -> Any:
        name, asked = request.path_params["name"], request.query_params
        if name not in self.store.items:
            return JSONResponse(error("no such response", "not_found"), 404)
        return JSONResponse(self.store.page(name, asked.get("order") != "asc", int(asked.get("limit", 20))))

    async def message(self, request: Request) -> Any:
        try:
            body = dict(MessagesRequest.decode(await request.body()).body)
        except InputError as refused:
            return self._refused(400, messages.error(str(refused), "bad_request"))
        asked = self._asked(body)
        said = self._said(body, asked, messages.error)
        if not isinstance(said, list):
            return said
        whole = messages.message(body, asked, said, len(self.requests))
        return self._told(messages.events(whole)) if body.get("stream") else JSONResponse(whole)

    async def count(self, request: Request) -> Any:
        return JSONResponse({"input_tokens": messages.tokens(self._asked(await request.json()))})

    def _asked(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        led = [{"role": "system", "content": body["system"]}] if body.get("system") else []
        return [*led, *body["messages"]]

    def _refused(self, status: int, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(quirks.coded(body, status, self.quirks), status)

    def _said(self, body: dict[str, Any], messages: list[dict[str, Any]], told: Told = error) -> Any:
        """What the model says: a list of messages, or the response of one that fails, `told` as the API has it."""
        self.requests.append(body)
        turn = self._turn(messages)
        if turn is None:
            return self._refused(404, told("the script does not know these words", "not_found"))
        if isinstance(turn, Fault):
            return failing(turn, self.quirks, told)
        return [_message(said) for said in ([turn] if isinstance(turn, str | Mapping) else turn)]

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

    def _told(self, events: Iterable[dict[str, Any]]) -> StreamingResponse:
        return self._streamed(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)

    def _streamed(self, frames: Iterable[str]) -> StreamingResponse:
        async def paced() -> AsyncIterator[bytes]:
            for frame in quirks.frames(frames, self.quirks):
                yield frame
                await asyncio.sleep(self.delay)

        return StreamingResponse(paced(), media_type="text/event-stream")


def _check(script: Script) -> None:
    """Raises TypeError: a text in the place of a list would be taken for turns of a letter each."""
    if not isinstance(script, Mapping):
        raise TypeError(f"script: found {type(script).__name__}; allowed: a mapping of the person's words to turns")
    for words, turns in script.items():
        if isinstance(turns, str) or not isinstance(turns, Sequence):
            raise TypeError(f"script[{words!r}]: found {type(turns).__name__}; allowed: a list of turns")


def _message(turn: str | Mapping[str, Any]) -> dict[str, Any]:
    said = {"content": turn} if isinstance(turn, str) else turn
    return {"role": "assistant", "content": None, "refusal": None, **said}
