"""The output of a response (OpenAI's Responses API): read as one reply, and written with other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from guardrail.types import Action, Outcome, Reply
from guardrail.wire.annotations import Shift
from guardrail.wire.body import Json
from guardrail.wire.calls import Source, calls, counted, summed
from guardrail.wire.parts import dealt, dealt_behind, joined

Place = tuple[int, int]  # the index of an item in the output, and of a part in its content

_NOTHING: Mapping[Place, str] = {}
_FOR_THE_CLIENT = frozenset(
    "apply_patch_call computer_call custom_tool_call function_call local_shell_call mcp_approval_request".split()
)  # calls of tools that the client answers; the provider answers all others itself


def parts_of(output: Any) -> Iterator[tuple[Place, Json]]:
    """Every part of every message in an output."""
    for index, item in _objects(output):
        for place, part in _objects(item.get("content")):
            if item.get("type") == "message":
                yield (index, place), part


def words_of(part: Json) -> str:
    """The words of a text part, "" for any other."""
    text = part.get("text")
    return text if part.get("type") == "output_text" and isinstance(text, str) else ""


def calls_tool(item: Json) -> bool:
    """True for an item that asks the client to do something."""
    return str(item.get("type")) in _FOR_THE_CLIENT


def reply_of(response: Json, structured: bool) -> Reply:
    """The reply in a whole response: the words of all its text parts."""
    parts = list(parts_of(response.get("output")))
    return Reply(
        text=joined([words_of(part) for _, part in parts]),
        refusal=any(part.get("type") == "refusal" for _, part in parts),
        tool_calls=any(calls_tool(item) for _, item in _objects(response.get("output"))),
        structured=structured,
        truncated=response.get("status") in ("incomplete", "cancelled"),
        tokens=counted(response.get("usage")),
        payload=Source(response, response),
    )


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a reply that is delivered makes of a response: `new` are the words that change, by place.

    Where a response, an item or a part is not `done`, its words have only begun, and nothing is left of them.
    """

    outcome: Outcome
    new: Mapping[Place, str]
    shifts: Mapping[Place, Shift]

    @classmethod
    def of(cls, texts: Mapping[Place, str], outcome: Outcome, sent: Mapping[Place, str] = _NOTHING) -> Rewording:
        """The rewording of a response with `texts` by place, of which the client has `sent`."""
        begun = [sent.get(place, "") for place in texts]
        words = dealt_behind(begun, list(texts.values()), outcome.reply.text, joined, dealt)
        fresh = dict(zip(texts, words, strict=True))
        new = {place: text for place, text in fresh.items() if text != texts[place]}
        return cls(outcome, new, {place: Shift(texts[place], text) for place, text in new.items()})

    @property
    def completes(self) -> bool:
        """True when a reply that was cut off gives way to one that is whole."""
        fallback = self.outcome.action is Action.FALLBACK and not self.outcome.reply.tool_calls
        return self.outcome.original.reply.truncated and (fallback or not self.outcome.reply.truncated)

    def response(self, response: Json, done: bool = True) -> Json:
        """The response with what is delivered. It keeps its id, under which the provider knows it, and its settings."""
        fresh: dict[str, Any] = {**response}
        if isinstance(response.get("output"), list):
            fresh["output"] = [self.item(index, item, done) for index, item in enumerate(response["output"])]
        if isinstance(response.get("output_text"), str):  # some servers send what the SDK otherwise works out
            fresh["output_text"] = "".join(words_of(part) for _, part in parts_of(fresh.get("output")))
        if response.get("usage"):
            usages = (source.response.get("usage") for source in calls([self.outcome]))
            fresh["usage"] = reduce(summed, usages, response["usage"])
        if self.completes and response.get("status") == "incomplete":
            fresh |= {"status": "completed", "incomplete_details": None}
        return fresh

    def item(self, index: int, item: Any, done: bool = True) -> Any:
        """The item at an index of the output with what is delivered."""
        if not (isinstance(item, Mapping) and item.get("type") == "message" and isinstance(item.get("content"), list)):
            return item
        parts = [self.part((index, place), part, done) for place, part in enumerate(item["content"])]
        ends = {"status": "completed"} if self.completes and item.get("status") == "incomplete" else {}
        return {**item, "content": parts, **ends}

    def part(self, place: Place, part: Any, done: bool = True) -> Any:
        """The part at a place with what is delivered."""
        if place not in self.new or not isinstance(part, Mapping) or not words_of(part):
            return part
        notes = self.shifts[place].all(part.get("annotations") or ()) if done else []
        fresh = {**part, "text": self.new[place] if done else "", "annotations": notes}
        return {**fresh, **({"logprobs": []} if part.get("logprobs") else {})}


def _objects(found: Any) -> Iterator[tuple[int, Json]]:
    for place, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, Mapping):
            yield place, item
