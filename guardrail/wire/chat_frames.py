"""The frames of a streamed chat completion, one by one: what each says, and what the deltas of a choice add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import InputError
from guardrail.types import Reply
from guardrail.wire.body import Json, parsed
from guardrail.wire.chat_choice import calls_tools
from guardrail.wire.sse import Event


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of the stream and the chunk in it; None where it holds no JSON object (a comment, `[DONE]`)."""

    event: Event
    chunk: Json | None

    @classmethod
    def of(cls, event: Event) -> Frame:
        """Read the chunk in an event; what is not a chunk rides along."""
        try:
            return cls(event, parsed(event.data or ""))
        except InputError:
            return cls(event, None)

    @property
    def raw(self) -> bytes:
        """The bytes it came in."""
        return self.event.raw

    @property
    def choices(self) -> Iterator[tuple[int, Json, Json]]:
        """Index, choice and delta of each choice that the chunk speaks of; none in usage frames and the like."""
        found = self.chunk.get("choices") if self.chunk else None
        for choice in found if isinstance(found, list) else []:
            if isinstance(choice, Mapping):
                delta = choice.get("delta")
                index = choice.get("index")
                yield index if isinstance(index, int) else 0, choice, delta if isinstance(delta, Mapping) else {}

    @property
    def words(self) -> dict[int, str]:
        """The words in the chunk by choice; none where it has none."""
        found: dict[int, str] = {}
        for index, _, delta in self.choices:
            if words := words_of(delta):
                found[index] = found.get(index, "") + words
        return found

    @property
    def idle(self) -> bool:
        """Whether the chunk says nothing: only whose turn it is, or what concerns no choice."""
        return not any(
            choice.get("finish_reason") or any(value for key, value in delta.items() if key != "role")
            for _, choice, delta in self.choices
        )


@dataclass
class Heard:
    """What the deltas of one choice add up to."""

    texts: list[str] = field(default_factory=list)
    refusal: bool = False
    tool_calls: bool = False
    finish_reason: Any = None

    def hear(self, choice: Json, delta: Json) -> None:
        """Add one delta."""
        self.texts.append(words_of(delta))
        self.refusal = self.refusal or bool(delta.get("refusal"))
        self.tool_calls = self.tool_calls or calls_tools(delta)
        self.finish_reason = choice.get("finish_reason") or self.finish_reason

    def reply(self, structured: bool) -> Reply:
        """The reply so far; without an end it counts as cut off."""
        unfinished = self.finish_reason in ("length", None)
        return Reply("".join(self.texts), self.refusal, self.tool_calls, structured, unfinished)


def words_of(delta: Json) -> str:
    """The words in a delta, "" where it has none."""
    content = delta.get("content")
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    texts = [part.get("text") for part in content if isinstance(part, Mapping)]
    return "".join(text for text in texts if isinstance(text, str))
