"""Turns that a request of OpenAI's Responses API left with the provider: where they are, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlencode

from guardrail.errors import InputError
from guardrail.types import Conversation, Reply
from guardrail.wire.body import Json, parsed
from guardrail.wire.responses_request import ELSEWHERE, ResponsesRequest, items_of

_NEWEST = "100"  # items, as many as one call gives
_RETRIEVING = ("include", "include_obfuscation", "starting_after", "stream")
_SETTINGS = ("max_output_tokens", "model", "reasoning", "text", "tool_choice", "tools", "truncation")


class _Answered(Protocol):
    @property
    def response(self) -> Json: ...

    @property
    def replies(self) -> Mapping[int, Reply]: ...


def retrieving(_content: bytes) -> ResponsesRequest:
    """A request for a response that was created before: all that it answers is with the provider."""
    return ResponsesRequest({}, Conversation((), known=False))


def creating(target: str) -> str:
    """The path and query that create a response, from those that retrieve one."""
    return _beside(target, "")


def history(request: ResponsesRequest, answered: _Answered, target: str) -> History | None:
    """Where the turns before a reply can be had, at the request's path and query; None where they are not wanted.

    They are not when all are known, when the provider keeps none, and when there are no words to judge.
    """
    name, asked, reply = answered.response.get("id"), request.body, answered.replies[0]
    kept = asked.get("store") is not False and not asked.get("prompt") and isinstance(name, str)
    wanted = not request.conversation.known and reply.text and not (reply.refusal or reply.structured)
    if not (kept and wanted):
        return None
    place = _beside(target, f"/{quote(str(name), safe='')}/input_items", limit=_NEWEST, order="desc")
    return History(place, request, answered.response)


@dataclass(frozen=True, slots=True)
class History:
    """The turns before a reply: GET `target`, a path and a query."""

    target: str
    request: ResponsesRequest
    response: Json = field(repr=False)

    def read(self, content: bytes) -> ResponsesRequest:
        """The request with all its turns, from the body of the answer; as it was where they are not there."""
        try:
            items = _items(parsed(content))
            if len(items) <= len(items_of(self.request.body.get("input"))):
                return self.request  # what was before the input is not among them
            return ResponsesRequest.of(self._whole(items))
        except InputError:
            return self.request

    def _whole(self, items: list[Any]) -> dict[str, Any]:
        """The body of a request that has all turns in it; of a response that is retrieved, one like that it answers."""
        if self.request.body:
            return {**{key: value for key, value in self.request.body.items() if key not in ELSEWHERE}, "input": items}
        told = {key: self.response[key] for key in _SETTINGS if self.response.get(key) is not None}
        led = self.response.get("instructions")
        if isinstance(led, list):
            return {**told, "input": [*led, *items]}
        return {**told, "instructions": led, "input": items}


def _items(page: Mapping[str, Any]) -> list[Any]:
    """The items of a page, oldest first; where older ones are missing, from a message of the person on."""
    found = page.get("data")
    if not isinstance(found, list):
        raise InputError(f"data: found {type(found).__name__}; allowed: a list")
    items = found[::-1]
    roles = [item.get("role") if isinstance(item, Mapping) else None for item in items]
    return items[roles.index("user") :] if page.get("has_more") and "user" in roles else items


def _beside(target: str, tail: str, **more: str) -> str:
    """The path and query of another call of the same API: `tail` below its root."""
    path, _, query = target.partition("?")
    root = path[: path.rindex("/responses")] + "/responses"
    kept = [(name, value) for name, value in parse_qsl(query, True) if name.removesuffix("[]") not in _RETRIEVING]
    asked = urlencode([*kept, *more.items()])
    return f"{root}{tail}{'?' if asked else ''}{asked}"
