"""The events of a streamed response (OpenAI's Responses API), and the words that each of them holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guardrail.errors import InputError
from guardrail.wire.chat_choice import Json
from guardrail.wire.chat_request import parsed, written
from guardrail.wire.responses_output import Place, parts_of
from guardrail.wire.sse import Event

DELTA, DONE = "response.output_text.delta", "response.output_text.done"


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of the stream and the object in it; {} where it holds none (a comment)."""

    event: Event
    body: Json

    @classmethod
    def of(cls, event: Event) -> Frame:
        """Read the object in an event; what is none rides along."""
        try:
            return cls(event, parsed(event.data or ""))
        except InputError:
            return cls(event, {})

    @property
    def kind(self) -> str:
        """The type of the event, "" where it has none."""
        found = self.body.get("type")
        return found if isinstance(found, str) else ""

    @property
    def place(self) -> Place:
        """The part that the event speaks of."""
        item, part = (self.body.get(name) for name in ("output_index", "content_index"))
        return item if isinstance(item, int) else 0, part if isinstance(part, int) else 0

    @property
    def delta(self) -> str:
        """The words that the event adds to its part."""
        found = self.body.get("delta")
        return found if self.kind == DELTA and isinstance(found, str) else ""

    def part(self, name: str) -> Json:
        """The object under a name, {} where there is none."""
        found = self.body.get(name)
        return found if isinstance(found, Mapping) else {}

    def with_body(self, body: Json) -> bytes:
        """The event with another body, in the bytes it came in where that is the same."""
        if body == self.body:
            return self.event.raw
        return self.event.with_data(written(body).decode(), str(body.get("type", ""))).raw

    @property
    def wholes(self) -> Iterator[tuple[Place, Json]]:
        """The parts that stand whole in the event: one that is done, those of an item that is done or of a response."""
        if "delta" in self.body:
            return
        if self.kind == DONE:
            yield self.place, {"type": "output_text", "text": self.body.get("text")}
        if part := self.part("part"):
            yield self.place, part
        index, _ = self.place
        yield from (((index, place), part) for (_, place), part in parts_of([self.part("item")]))
        yield from parts_of(self.part("response").get("output"))
