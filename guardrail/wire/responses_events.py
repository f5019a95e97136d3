"""The events of a streamed response (OpenAI's Responses API), and the words that each of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrail.wire.body import Json, written
from guardrail.wire.frame import ObjectFrame
from guardrail.wire.responses_output import Place, parts_of, words_of

BEGINNINGS = (".added", ".created", ".in_progress", ".queued")
DELTA, DONE = "response.output_text.delta", "response.output_text.done"


@dataclass(frozen=True, slots=True)
class Frame(ObjectFrame):
    """One event of the stream, as this API names its parts."""

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

    @property
    def idle(self) -> bool:
        """Whether the event says nothing: what comes before the first words or thoughts."""
        opens = self.kind.endswith(BEGINNINGS) and self.part("item").get("type", "message") == "message"
        return not self.kind or (opens and not any(words_of(part) for _, part in self.wholes))

    @property
    def refuses(self) -> bool:
        """Whether the model declines in it."""
        refusing = any(part.get("type") == "refusal" for _, part in self.wholes)
        return refusing or self.kind.startswith("response.refusal.")

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


class Texts:
    """The words of each part that events tell of: the deltas added up, or the whole text where one tells it."""

    def __init__(self, frames: Iterable[Frame] = ()) -> None:
        self._pieces: dict[Place, list[str]] = {}
        for frame in frames:
            self.hear(frame)

    def hear(self, frame: Frame) -> list[tuple[Place, str]]:
        """Take in the next event: the words that were not told before, by part."""
        new = [(frame.place, frame.delta)] if frame.delta else []
        for place, words in new:
            self._pieces.setdefault(place, []).append(words)
        for place, part in frame.wholes:
            if whole := words_of(part):
                before = "".join(self._pieces.get(place, ()))
                self._pieces[place] = [whole]
                new += [(place, whole.removeprefix(before))] * (whole != before)
        return new

    @property
    def ordered(self) -> dict[Place, str]:
        """The words by part, in the order of the parts."""
        return {place: "".join(self._pieces[place]) for place in sorted(self._pieces)}
