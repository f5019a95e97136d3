"""The scripted model's side of OpenAI's Responses API: responses, their events, and what a provider keeps of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrail.types import Conversation
from guardrail.wire.responses_request import items_of

Json = dict[str, Any]

_WORDS = re.compile(r"\s*\S+\s*")


@dataclass
class Store:
    """The responses that were created and not asked to be forgotten, and the items that each of them answered."""

    responses: dict[str, Json] = field(default_factory=dict)
    items: dict[str, list[Json]] = field(default_factory=dict)

    def asked(self, body: Mapping[str, Any]) -> list[Json]:
        """All items that a request asks about: those before it, which are kept, and its own."""
        before = str(body.get("previous_response_id"))
        kept = [*self.items[before], *self.responses[before]["output"]] if before in self.items else []
        own = [{"type": "message", **item} for item in items_of(body.get("input"))]
        return [{"id": f"item_{place}", **item} for place, item in enumerate([*kept, *own])]

    def keep(self, response: Json, items: list[Json]) -> None:
        """Keep a response, unless its request said not to."""
        if response["store"]:
            self.responses[response["id"]] = response
            self.items[response["id"]] = items

    def page(self, name: str, newest_first: bool, limit: int) -> Json:
        """A page of the items that a response answered."""
        items = self.items[name][::-1] if newest_first else self.items[name]
        return {"object": "list", "data": items[:limit], "has_more": len(items) > limit}


def messages(items: Sequence[Json]) -> list[Json]:
    """The messages among items, as the Chat Completions API has them."""
    return [{"role": item["role"], "content": item["content"]} for item in items if item["type"] == "message"]


def response(body: Mapping[str, Any], asked: Sequence[Json], said: Sequence[Json], number: int) -> Json:
    """The whole response with what is `said` (messages as the Chat Completions API has them)."""
    output = [item for place, message in enumerate(said) for item in _output(message, f"{number}_{place}")]
    spent = sum(len(message.text.split()) for message in Conversation.of(messages(asked)).messages)
    words = sum(len((message.get("content") or "").split()) for message in said)
    usage = {
        "input_tokens": spent,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": words,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": spent + words,
    }
    echoed = {"instructions": None, "previous_response_id": None, "text": {"format": {"type": "text"}}}
    return {
        "id": f"resp_scripted_{number}",
        "object": "response",
        "created_at": 1_750_000_000 + number,
        "status": "completed",
        "model": body.get("model", "scripted"),
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        **{name: body.get(name) or default for name, default in echoed.items()},
        "store": body.get("store") is not False,
        "usage": usage,
    }


def _output(message: Json, name: str) -> Iterator[Json]:
    """The items that say what a message of the Chat Completions API says."""
    parts: list[Json] = []
    if message.get("content"):
        parts.append({"type": "output_text", "text": message["content"], "annotations": [], "logprobs": []})
    if message.get("refusal"):
        parts.append({"type": "refusal", "refusal": message["refusal"]})
    if parts:
        kept = {"type": "message", "role": "assistant", "status": "completed"}
        yield {"id": f"msg_{name}", **kept, "content": parts}
    for call in message.get("tool_calls") or ():
        kept = {"type": "function_call", "call_id": call["id"], "status": "completed"}
        yield {"id": f"fc_{name}_{call['id']}", **kept, **call["function"]}


def begun(whole: Json, status: str) -> Json:
    """The response before there is anything in it."""
    return {**whole, "status": status, "output": [], "usage": None}


def events(whole: Json) -> Iterator[Json]:
    """The events that tell of a response, numbered, the words of its messages one by one."""
    opening = begun(whole, "in_progress")
    told = [{"type": f"response.{name}", "response": opening} for name in ("created", "in_progress")]
    told += [event for index, item in enumerate(whole["output"]) for event in _item(index, item)]
    told += [{"type": "response.completed", "response": whole}]
    return ({**event, "sequence_number": number} for number, event in enumerate(told))


def _item(index: int, item: Json) -> Iterator[Json]:
    unsaid: Json = {"content": []} if "content" in item else {"arguments": ""}
    opening = {**item, "status": "in_progress", **unsaid}
    yield {"type": "response.output_item.added", "output_index": index, "item": opening}
    for place, part in enumerate(item.get("content", ())):
        at = {"item_id": item["id"], "output_index": index, "content_index": place}
        for event in _part(part):
            yield {**event, **at}
    if item["type"] == "function_call":
        at = {"item_id": item["id"], "output_index": index}
        yield {"type": "response.function_call_arguments.delta", "delta": item["arguments"], **at}
        done = {"name": item["name"], "arguments": item["arguments"]}
        yield {"type": "response.function_call_arguments.done", **done, **at}
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _part(part: Json) -> Iterator[Json]:
    kind, name = part["type"], "text" if part["type"] == "output_text" else "refusal"
    scores: Json = {"logprobs": []} if name == "text" else {}
    yield {"type": "response.content_part.added", "part": {**part, name: ""}}
    for word in _WORDS.findall(part[name]):
        yield {"type": f"response.{kind}.delta", "delta": word, **scores}
    yield {"type": f"response.{kind}.done", name: part[name], **scores}
    yield {"type": "response.content_part.done", "part": part}
