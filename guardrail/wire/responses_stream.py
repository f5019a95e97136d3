"""Streamed responses of OpenAI's Responses API: events to a reply, and back with other words in every place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json
from guardrail.wire.listener import StreamListener
from guardrail.wire.parts import PARAGRAPH, joined
from guardrail.wire.portions import portions
from guardrail.wire.responses_events import BEGINNINGS, DONE, Frame, Texts
from guardrail.wire.responses_output import Place, Rewording, calls_tool
from guardrail.wire.responses_request import ResponsesRequest, structured
from guardrail.wire.sse import Event

_ANNOTATION = "response.output_text.annotation.added"
_INCOMPLETE, _COMPLETED = "response.incomplete", "response.completed"
_FAILED = ("error", "response.failed")


@dataclass(frozen=True, slots=True)
class ResponseStream:
    """A stream that has ended, and how many of its frames have `left` before that.

    `response` is the last that the stream tells of, {} where it tells of none.
    """

    frames: Sequence[Frame] = field(repr=False)
    response: Json = field(repr=False)
    texts: Mapping[Place, str] = field(repr=False)
    replies: Mapping[int, Reply]
    left: int = 0

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """What has not left, with what is delivered; events that need no change go out in the bytes they came in.

        Events that have nothing left to say are left out, and those that follow are numbered anew.
        """
        outcome, rest = outcomes[0], self.frames[self.left :]
        if not outcome.changed:
            return b"".join(frame.raw for frame in rest)
        sent = Texts(self.frames[: self.left]).ordered
        told = _Told(Rewording.of(self.texts, outcome, sent), rest, sent)
        return b"".join(map(told.again, rest))


class ResponseListener(StreamListener[Frame, ResponseStream]):
    """Hears the stream that answers a request."""

    def __init__(self, request: ResponsesRequest) -> None:
        super().__init__()
        self._structured = request.structured
        self._texts = Texts()
        self._response: Json = {}
        self._kinds: set[str] = set()
        self._refuses = self._calls = False
        self._last: Place | None = None

    def read(self, event: Event) -> Frame:
        """The next frame; words of another part than those before them are a paragraph (`joined`)."""
        frame = Frame.of(event)
        self._kinds.add(frame.kind)
        self._response = frame.part("response") or self._response
        self._refuses = self._refuses or frame.refuses
        self._calls = self._calls or calls_tool(frame.part("item"))
        words = "".join(self._set_off(place, said) for place, said in self._texts.hear(frame))
        return replace(frame, words={0: words}) if words else frame

    def whole(self, left: int) -> ResponseStream:
        """The response. Raises InputError without one, Unreadable where upstream reports an error."""
        if not self._kinds.isdisjoint(_FAILED):
            raise Unreadable("error in the stream")
        if not any(kind.startswith("response.") for kind in self._kinds):
            raise InputError("no response")
        texts = self._texts.ordered
        reply = Reply(
            text=joined(list(texts.values())),
            refusal=self._refuses,
            tool_calls=self._calls,
            structured=self._structured or structured(self._response),
            truncated=_COMPLETED not in self._kinds,
        )
        return ResponseStream(self.frames, self._response, texts, {0: reply}, left)

    def _set_off(self, place: Place, words: str) -> str:
        """Words that a part adds, with what parts them from those before."""
        gap = PARAGRAPH if self._last not in (None, place) else ""
        self._last = place
        return gap + words


class _Told:
    """Tells the events of a stream again, one after the other, in other words."""

    def __init__(self, rewording: Rewording, frames: Sequence[Frame], sent: Mapping[Place, str]) -> None:
        self._rewording = rewording
        self._gone = 0
        self._annotated: Counter[Place] = Counter()
        carriers = Counter(frame.place for frame in frames if frame.delta)
        self._pieces = {
            place: iter(portions(text.removeprefix(sent.get(place, "")), carriers[place]))
            for place, text in rewording.new.items()
            if carriers[place]
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
        done = not frame.kind.endswith(BEGINNINGS)
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
