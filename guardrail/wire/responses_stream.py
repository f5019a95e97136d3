"""Streamed responses of OpenAI's Responses API: events to a reply, and back with other words in every place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json
from guardrail.wire.parts import joined
from guardrail.wire.portions import portions
from guardrail.wire.responses_events import DONE, Frame
from guardrail.wire.responses_output import Place, Rewording, calls_tool, words_of
from guardrail.wire.responses_request import ResponsesRequest, structured
from guardrail.wire.sse import decode

_ANNOTATION = "response.output_text.annotation.added"
_INCOMPLETE, _COMPLETED = "response.incomplete", "response.completed"
_BEGINNINGS = (".added", ".created", ".in_progress", ".queued")
_FAILED = ("error", "response.failed")


@dataclass(frozen=True, slots=True)
class ResponseStream:
    """A whole stream, held. `response` is the last that the stream tells of, {} where it tells of none."""

    frames: Sequence[Frame] = field(repr=False)
    response: Json = field(repr=False)
    texts: Mapping[Place, str] = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: ResponsesRequest, content: bytes) -> ResponseStream:
        """Read a stream's bytes. Raises InputError for no response, Unreadable where upstream reports an error."""
        frames = [Frame.of(event) for event in decode(content)]
        if any(frame.kind in _FAILED for frame in frames):
            raise Unreadable("error in the stream")
        if not any(frame.kind.startswith("response.") for frame in frames):
            raise InputError("no response")
        response = next(filter(None, (frame.part("response") for frame in reversed(frames))), {})
        texts = _heard(frames)
        reply = Reply(
            text=joined(list(texts.values())),
            refusal=any(_refuses(frame) for frame in frames),
            tool_calls=any(calls_tool(frame.part("item")) for frame in frames),
            structured=request.structured or structured(response),
            truncated=not any(frame.kind == _COMPLETED for frame in frames),
        )
        return cls(frames, response, texts, {0: reply})

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The stream with what is delivered; events that need no change go out in the bytes they came in.

        Events that have nothing left to say are left out, and those that follow are numbered anew.
        """
        outcome = outcomes[0]
        if not outcome.changed:
            return b"".join(frame.event.raw for frame in self.frames)
        told = _Told(Rewording.of(self.texts, outcome), self.frames)
        return b"".join(map(told.again, self.frames))


def _heard(frames: Sequence[Frame]) -> dict[Place, str]:
    """The words of each part: the deltas added up, or the whole text where the stream tells it."""
    texts: dict[Place, list[str]] = {}
    for frame in frames:
        if frame.delta:
            texts.setdefault(frame.place, []).append(frame.delta)
        for place, part in frame.wholes:
            if words := words_of(part):
                texts[place] = [words]
    return {place: "".join(texts[place]) for place in sorted(texts)}


def _refuses(frame: Frame) -> bool:
    return frame.kind.startswith("response.refusal.") or any(part.get("type") == "refusal" for _, part in frame.wholes)


class _Told:
    """Tells the events of a stream again, one after the other, in other words."""

    def __init__(self, rewording: Rewording, frames: Sequence[Frame]) -> None:
        self._rewording = rewording
        self._gone = 0
        self._annotated: Counter[Place] = Counter()
        carriers = Counter(frame.place for frame in frames if frame.delta)
        self._pieces = {
            place: iter(portions(text, carriers[place])) for place, text in rewording.new.items() if carriers[place]
        }

    def again(self, frame: Frame) -> bytes:
        """The event as it is delivered, b"" for one that has nothing left to say."""
        fresh = self._reworded(frame)
        if fresh is None:
            self._gone += 1
            return b""
        number = fresh.get("sequence_number")
        if self._gone and isinstance(number, int):
            fresh = {**fresh, "sequence_number": number - self._gone}
        return frame.with_body(fresh)

    def _reworded(self, frame: Frame) -> Json | None:
        body = frame.body
        if frame.place in self._rewording.new:
            if frame.delta:
                return self._delta(frame)
            if frame.kind == DONE:
                return _unscored({**body, "text": self._rewording.new[frame.place]})
            if frame.kind == _ANNOTATION:
                return self._annotation(frame)
        return {**body, **dict(self._parts(frame))}

    def _delta(self, frame: Frame) -> Json | None:
        words = next(self._pieces[frame.place])
        kept = {key: value for key, value in frame.body.items() if key != "obfuscation"}  # padding to the old words
        return _unscored({**kept, "delta": words}) if words else None

    def _annotation(self, frame: Frame) -> Json | None:
        moved = self._rewording.shifts[frame.place].moved(frame.body.get("annotation"))
        if moved is None:
            return None
        place = self._annotated[frame.place]
        self._annotated[frame.place] += 1
        return {**frame.body, "annotation": moved, "annotation_index": place}

    def _parts(self, frame: Frame) -> Iterator[tuple[str, Any]]:
        """What stands whole in the event, and its type where that tells how the response ended."""
        done = not frame.kind.endswith(_BEGINNINGS)
        if part := frame.part("part"):
            yield "part", self._rewording.part(frame.place, part, done)
        if item := frame.part("item"):
            yield "item", self._rewording.item(frame.place[0], item, done)
        if response := frame.part("response"):
            yield "response", self._rewording.response(response, done)
        if frame.kind == _INCOMPLETE and self._rewording.completes:
            yield "type", _COMPLETED


def _unscored(body: dict[str, Any]) -> Json:
    return {**body, **({"logprobs": []} if body.get("logprobs") else {})}
