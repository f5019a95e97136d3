"""Streamed responses of OpenAI's Chat Completions API: frames to replies, and back with other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.annotations import Shift
from guardrail.wire.chat_choice import Json, Source, calls, calls_tools, finish_reason, summed
from guardrail.wire.chat_request import ChatRequest, parsed, written
from guardrail.wire.portions import portions
from guardrail.wire.sse import Event, decode

_CALL = ("id", "created", "model", "system_fingerprint", "service_tier")


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
    def choices(self) -> Iterator[tuple[int, Json, Json]]:
        """Index, choice and delta of each choice that the chunk speaks of; none in usage frames and the like."""
        found = self.chunk.get("choices") if self.chunk else None
        for choice in found if isinstance(found, list) else []:
            if isinstance(choice, Mapping):
                delta = choice.get("delta")
                index = choice.get("index")
                yield index if isinstance(index, int) else 0, choice, delta if isinstance(delta, Mapping) else {}


@dataclass
class _Heard:
    """What the deltas of one choice add up to."""

    texts: list[str] = field(default_factory=list)
    refusal: bool = False
    tool_calls: bool = False
    finish_reason: Any = None

    def hear(self, choice: Json, delta: Json) -> None:
        self.texts.append(_text(delta))
        self.refusal = self.refusal or bool(delta.get("refusal"))
        self.tool_calls = self.tool_calls or calls_tools(delta)
        self.finish_reason = choice.get("finish_reason") or self.finish_reason

    def reply(self, structured: bool) -> Reply:
        unfinished = self.finish_reason in ("length", None)
        return Reply("".join(self.texts), self.refusal, self.tool_calls, structured, unfinished)


def _text(delta: Json) -> str:
    content = delta.get("content")
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    texts = [part.get("text") for part in content if isinstance(part, Mapping)]
    return "".join(text for text in texts if isinstance(text, str))


@dataclass(frozen=True, slots=True)
class CompletionStream:
    """A whole stream, held."""

    frames: Sequence[Frame] = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: ChatRequest, content: bytes) -> CompletionStream:
        """Read a stream's bytes. Raises InputError without choices, Unreadable where upstream reports an error."""
        frames = [Frame.of(event) for event in decode(content)]
        if any(frame.chunk and frame.chunk.get("error") for frame in frames):
            raise Unreadable("error in the stream")
        heard: dict[int, _Heard] = {}
        for frame in frames:
            for index, choice, delta in frame.choices:
                heard.setdefault(index, _Heard()).hear(choice, delta)
        if not heard:
            raise InputError("no choices")
        return cls(frames, {index: heard[index].reply(request.structured) for index in sorted(heard)})

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The stream with what is delivered; frames that need no change go out in the bytes they came in."""
        changed = {index: outcome for index, outcome in outcomes.items() if outcome.changed}
        if not changed:
            return b"".join(frame.event.raw for frame in self.frames)
        pieces = {index: self._pieces(index, outcome.reply.text) for index, outcome in changed.items()}
        usages = [source.response.get("usage") for source in calls(outcomes.values())]
        call = _new_call(outcomes)
        return b"".join(_rewritten(frame, changed, pieces, usages, call) for frame in self.frames)

    def _pieces(self, index: int, text: str) -> Iterator[str]:
        """The new words, dealt out over the frames that carried the old ones; the first frame takes all if none did."""
        carriers = sum(1 for frame in self.frames for at, _, delta in frame.choices if at == index and _text(delta))
        return iter(portions(text, max(carriers, 1)))


def _new_call(outcomes: Mapping[int, Outcome]) -> Json:
    """The fields that name the call, of the new call when the only choice comes from it; else none."""
    source = next(iter(outcomes.values())).reply.payload
    if len(outcomes) > 1 or not isinstance(source, Source):
        return {}
    return {key: source.response[key] for key in _CALL if key in source.response}


def _rewritten(
    frame: Frame, changed: Mapping[int, Outcome], pieces: Mapping[int, Iterator[str]], usages: Sequence[Any], call: Json
) -> bytes:
    if frame.chunk is None:
        return frame.event.raw
    fresh: dict[str, Any] = {**frame.chunk, **{key: value for key, value in call.items() if frame.chunk.get(key)}}
    if fresh.get("usage"):
        fresh["usage"] = reduce(summed, usages, fresh["usage"])
    if any(index in changed for index, _, _ in frame.choices):
        fresh["choices"] = [_choice(*spoken, changed, pieces) for spoken in frame.choices]
        fresh.pop("obfuscation", None)  # padding to the length of the words it came with
    return frame.event.raw if fresh == frame.chunk else frame.event.with_data(written(fresh).decode()).raw


def _choice(
    index: int, choice: Json, delta: Json, changed: Mapping[int, Outcome], pieces: Mapping[int, Iterator[str]]
) -> Json:
    outcome = changed.get(index)
    if outcome is None:
        return choice
    fresh = {**choice, "delta": _delta(delta, outcome, pieces[index])}
    if "logprobs" in choice:
        fresh["logprobs"] = None
    if choice.get("finish_reason"):
        fresh["finish_reason"] = finish_reason(choice, outcome)
    return fresh


def _delta(delta: Json, outcome: Outcome, pieces: Iterator[str]) -> Json:
    carries = bool(_text(delta)) or not outcome.original.reply.text
    notes = delta.get("annotations")
    kept = {**delta, "annotations": _moved(notes, outcome)} if isinstance(notes, list) else delta
    return {**kept, "content": next(pieces, "")} if carries else kept


def _moved(notes: Sequence[Any], outcome: Outcome) -> list[Any]:
    return Shift(outcome.original.reply.text, outcome.reply.text).all(notes)
