"""Streamed responses of OpenAI's Chat Completions API: frames to replies, and back with other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.annotations import Shift
from guardrail.wire.body import Json, written
from guardrail.wire.calls import Source, calls, summed
from guardrail.wire.chat_choice import finish_reason
from guardrail.wire.chat_frames import Frame, Heard, words_of
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.listener import StreamListener
from guardrail.wire.portions import portions
from guardrail.wire.sse import Event

_CALL = ("id", "created", "model", "system_fingerprint", "service_tier")


@dataclass(frozen=True, slots=True)
class CompletionStream:
    """A stream that has ended, and how many of its frames have `left` before that."""

    frames: Sequence[Frame] = field(repr=False)
    replies: Mapping[int, Reply]
    left: int = 0

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """What has not left, with what is delivered; frames that need no change go out in the bytes they came in."""
        rest = self.frames[self.left :]
        changed = {index: outcome for index, outcome in outcomes.items() if outcome.changed}
        if not changed:
            return b"".join(frame.raw for frame in rest)
        pieces = {index: self._pieces(index, outcome.reply.text) for index, outcome in changed.items()}
        usages = [source.response.get("usage") for source in calls(outcomes.values())]
        call = {} if self.left else _new_call(outcomes)
        return b"".join(_rewritten(frame, changed, pieces, usages, call) for frame in rest)

    def _pieces(self, index: int, text: str) -> _Pieces:
        """The new words that follow those that have left, dealt out over the frames that carried the old ones."""
        carried = [frame.words.get(index, "") for frame in self.frames]
        gone = sum(map(len, carried[: self.left]))
        carriers = sum(map(bool, carried[self.left :]))
        return _Pieces(iter(portions(text[gone:], max(carriers, 1))), silent=not carriers)


class CompletionListener(StreamListener[Frame, CompletionStream]):
    """Hears the stream that answers a request."""

    def __init__(self, request: ChatRequest) -> None:
        super().__init__()
        self._structured = request.structured
        self._choices: dict[int, Heard] = {}
        self._failed = False

    def read(self, event: Event) -> Frame:
        """The next frame."""
        frame = Frame.of(event)
        self._failed = self._failed or bool(frame.chunk and frame.chunk.get("error"))
        for index, choice, delta in frame.choices:
            self._choices.setdefault(index, Heard()).hear(choice, delta)
        return frame

    def whole(self, left: int) -> CompletionStream:
        """All choices. Raises InputError without any, Unreadable where upstream reports an error."""
        if self._failed:
            raise Unreadable("error in the stream")
        if not self._choices:
            raise InputError("no choices")
        replies = {index: self._choices[index].reply(self._structured) for index in sorted(self._choices)}
        return CompletionStream(self.frames, replies, left)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """New words by frame; `silent` where no frame carried words, so that the first takes all."""

    words: Iterator[str]
    silent: bool


def _new_call(outcomes: Mapping[int, Outcome]) -> Json:
    """The fields that name the call, of the new call when the only choice comes from it; else none."""
    source = next(iter(outcomes.values())).reply.payload
    if len(outcomes) > 1 or not isinstance(source, Source):
        return {}
    return {key: source.response[key] for key in _CALL if key in source.response}


def _rewritten(
    frame: Frame, changed: Mapping[int, Outcome], pieces: Mapping[int, _Pieces], usages: Sequence[Any], call: Json
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
    index: int, choice: Json, delta: Json, changed: Mapping[int, Outcome], pieces: Mapping[int, _Pieces]
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


def _delta(delta: Json, outcome: Outcome, pieces: _Pieces) -> Json:
    notes = delta.get("annotations")
    kept = {**delta, "annotations": _moved(notes, outcome)} if isinstance(notes, list) else delta
    return {**kept, "content": next(pieces.words, "")} if pieces.silent or words_of(delta) else kept


def _moved(notes: Sequence[Any], outcome: Outcome) -> list[Any]:
    return Shift(outcome.original.reply.text, outcome.reply.text).all(notes)
