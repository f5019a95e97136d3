"""Streamed responses of Anthropic's Messages API: events to a reply, and back with other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json, written
from guardrail.wire.frame import ObjectFrame
from guardrail.wire.messages_blocks import calls_tool, dealt, joined, kind, opening, uncited
from guardrail.wire.messages_envelope import edited, ended, named, reply_of, used, used_at_last
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.portions import portions
from guardrail.wire.sse import decode

_ENDS = ("message_delta", "message_stop")


@dataclass(frozen=True, slots=True)
class Frame(ObjectFrame):
    """One event of the stream, as this API names its parts."""

    @property
    def index(self) -> int | None:
        """The index of the block that the event speaks of."""
        index = self.body.get("index")
        return index if isinstance(index, int) and kind(self.body).startswith("content_block_") else None

    @property
    def place(self) -> str:
        """The name of what the event adds to its block: the block itself when it opens, then deltas."""
        return "content_block" if kind(self.body) == "content_block_start" else "delta"

    @property
    def words(self) -> str:
        """The words of the reply in this event."""
        part = self.part(self.place)
        text = part.get("text") if kind(part) in ("text", "text_delta") and self.index is not None else ""
        return text if isinstance(text, str) else ""

    def with_body(self, body: Json) -> bytes:
        """The event with another body, in the bytes it came in where that is the same."""
        return self.event.raw if body == self.body else self.event.with_data(written(body).decode()).raw


@dataclass
class _Block:
    """What the events of one block add up to."""

    kind: str = ""
    texts: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "".join(self.texts)


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of a block: its new index, None when it goes, and its new words by event, None when they stay."""

    index: int | None
    words: Iterator[str] | None = None


@dataclass(frozen=True, slots=True)
class MessageStream:
    """A whole stream, held."""

    frames: Sequence[Frame] = field(repr=False)
    blocks: Mapping[int, _Block] = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: MessagesRequest, content: bytes) -> MessageStream:
        """Read a stream's bytes. Raises InputError without a message, Unreadable where upstream reports an error."""
        frames = [Frame.of(event) for event in decode(content)]
        kinds = {kind(frame.body) for frame in frames}
        if "error" in kinds:
            raise Unreadable("error in the stream")
        if "message_start" not in kinds:
            raise InputError("no message")
        blocks = _blocks(frames)
        text = joined([block.words for block in blocks.values()])
        reasons = [frame.part("delta").get("stop_reason") for frame in frames if kind(frame.body) == "message_delta"]
        calls = any(calls_tool(frame.part("content_block")) for frame in frames)
        return cls(frames, blocks, {0: reply_of(text, next(filter(None, reasons), None), calls, request.structured)})

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The stream with what is delivered; events that need no change go out in the bytes they came in."""
        outcome = outcomes[0]
        if not outcome.changed:
            return b"".join(frame.event.raw for frame in self.frames)
        text, place = outcome.reply.text, opening([block.kind for block in self.blocks.values()])
        silent = not any(block.words for block in self.blocks.values())
        fates = _moved(self.blocks, place) if silent else _dealt(self.blocks, text, edited(outcome))
        events = [_rewritten(frame, fates, outcome) for frame in self.frames]
        if silent:
            events.insert(self._before(place), _spoken(place, text))
        return b"".join(events)

    def _before(self, place: int) -> int:
        """Which event a new block at a place comes before."""
        found = (
            number
            for number, frame in enumerate(self.frames)
            if (frame.index is not None and frame.index >= place) or kind(frame.body) in _ENDS
        )
        return next(found, len(self.frames))


def _blocks(frames: Sequence[Frame]) -> dict[int, _Block]:
    blocks: dict[int, _Block] = {}
    for frame in frames:
        if frame.index is not None:
            block = blocks.setdefault(frame.index, _Block())
            block.kind = kind(frame.part("content_block")) or block.kind
            if frame.words:
                block.texts.append(frame.words)
    return {index: blocks[index] for index in sorted(blocks)}


def _dealt(blocks: Mapping[int, _Block], text: str, edited: bool) -> dict[int, _Fate]:
    fates: dict[int, _Fate] = {}
    gone = 0
    fresh = dealt([block.words for block in blocks.values()], text, edited)
    for (index, block), words in zip(blocks.items(), fresh, strict=True):
        if words == block.words:
            fates[index] = _Fate(index - gone)
        elif words:
            fates[index] = _Fate(index - gone, iter(portions(words, len(block.texts))))
        else:
            fates[index] = _Fate(None)
            gone += 1
    return fates


def _moved(blocks: Mapping[int, _Block], place: int) -> dict[int, _Fate]:
    return {index: _Fate(index + 1 if index >= place else index) for index in blocks}


def _spoken(index: int, text: str) -> bytes:
    """The events of a text block."""
    bodies: list[dict[str, Any]] = [
        {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}},
        {"type": "content_block_stop", "index": index},
    ]
    return b"".join(b"event: %s\ndata: %s\n\n" % (body["type"].encode(), written(body)) for body in bodies)


def _rewritten(frame: Frame, fates: Mapping[int, _Fate], outcome: Outcome) -> bytes:
    if frame.index is not None:
        return _in_block(frame, fates[frame.index])
    fresh = frame.body
    if kind(fresh) == "message_start":
        fresh = {**fresh, "message": used(named(frame.part("message"), outcome), outcome)}
    elif kind(fresh) == "message_delta":
        fresh = used_at_last({**fresh, "delta": ended(frame.part("delta"), outcome)}, outcome)
    return frame.with_body(fresh)


def _in_block(frame: Frame, fate: _Fate) -> bytes:
    part = frame.part(frame.place)
    if fate.index is None or (fate.words and kind(part) == "citations_delta"):
        return b""
    fresh = {**frame.body, "index": fate.index}
    if fate.words and part:
        fresh[frame.place] = uncited({**part, "text": next(fate.words, "")} if frame.words else part)
    return frame.with_body(fresh)
