"""Streamed responses of Anthropic's Messages API: events to a reply, and back with other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import written
from guardrail.wire.listener import StreamListener
from guardrail.wire.messages_blocks import calls_tool, dealt, joined, kind, opening, uncited
from guardrail.wire.messages_envelope import edited, ended, named, reply_of, used, used_at_last
from guardrail.wire.messages_events import Block, Blocks, Frame
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.parts import PARAGRAPH, dealt_behind
from guardrail.wire.portions import portions
from guardrail.wire.sse import Event

_ENDS = ("message_delta", "message_stop")


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of a block: its new index, None when it goes, and its new words by event, None when they stay."""

    index: int | None
    words: Iterator[str] | None = None


@dataclass(frozen=True, slots=True)
class MessageStream:
    """A stream that has ended, and how many of its frames have `left` before that."""

    frames: Sequence[Frame] = field(repr=False)
    blocks: Mapping[int, Block] = field(repr=False)
    replies: Mapping[int, Reply]
    left: int = 0

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """What has not left, with what is delivered; events that need no change go out in the bytes they came in."""
        outcome, rest = outcomes[0], self.frames[self.left :]
        if not outcome.changed:
            return b"".join(frame.raw for frame in rest)
        sent = Blocks(self.frames[: self.left]).ordered
        silent = not any(block.words for block in self.blocks.values())
        place = max(opening([block.kind for block in self.blocks.values()]), len(sent))
        fates = _moved(self.blocks, place) if silent else _dealt(self.blocks, sent, outcome)
        events = [_rewritten(frame, fates, outcome) for frame in rest]
        if silent:
            events.insert(_before(place, rest), _spoken(place, outcome.reply.text))
        return b"".join(events)


class MessageListener(StreamListener[Frame, MessageStream]):
    """Hears the stream that answers a request."""

    def __init__(self, request: MessagesRequest) -> None:
        super().__init__()
        self._structured = request.structured
        self._blocks = Blocks()
        self._kinds: set[str] = set()
        self._calls = False
        self._stop_reason: Any = None
        self._spoke: int | None = None  # how many blocks there were when words last came

    def read(self, event: Event) -> Frame:
        """The next frame; words of another run of text blocks than those before them are a paragraph (`joined`)."""
        frame = Frame.of(event)
        self._kinds.add(kind(frame.body))
        if kind(frame.body) == "message_delta":
            self._stop_reason = self._stop_reason or frame.part("delta").get("stop_reason")
        self._calls = self._calls or calls_tool(frame.part("content_block"))
        self._blocks.hear(frame)
        return replace(frame, words={0: self._gap() + frame.said}) if frame.said else frame

    def whole(self, left: int) -> MessageStream:
        """The message. Raises InputError without one, Unreadable where upstream reports an error."""
        if "error" in self._kinds:
            raise Unreadable("error in the stream")
        if "message_start" not in self._kinds:
            raise InputError("no message")
        blocks = self._blocks.ordered
        text = joined([block.words for block in blocks.values()])
        reply = reply_of(text, self._stop_reason, self._calls, self._structured)
        return MessageStream(self.frames, blocks, {0: reply}, left)

    def _gap(self) -> str:
        """What parts the words that come from those before them."""
        blocks, spoke = len(self._blocks), self._spoke
        self._spoke = blocks
        return PARAGRAPH if spoke is not None and blocks > spoke + 1 else ""


def _dealt(blocks: Mapping[int, Block], sent: Mapping[int, Block], outcome: Outcome) -> dict[int, _Fate]:
    fates: dict[int, _Fate] = {}
    gone = 0
    begun = [sent.get(index, Block()) for index in blocks]
    texts = [block.words for block in blocks.values()]
    deal = partial(dealt, edited=edited(outcome))
    fresh = dealt_behind([block.words for block in begun], texts, outcome.reply.text, joined, deal)
    for (index, block), has, words in zip(blocks.items(), begun, fresh, strict=True):
        if words == block.words:
            fates[index] = _Fate(index - gone)
        elif words:
            following = portions(words.removeprefix(has.words), len(block.texts) - len(has.texts))
            fates[index] = _Fate(index - gone, iter(following))
        else:
            fates[index] = _Fate(None)
            gone += 1
    return fates


def _before(place: int, frames: Sequence[Frame]) -> int:
    """Which event a new block at a place comes before."""
    found = (
        number
        for number, frame in enumerate(frames)
        if (frame.index is not None and frame.index >= place) or kind(frame.body) in _ENDS
    )
    return next(found, len(frames))


def _moved(blocks: Mapping[int, Block], place: int) -> dict[int, _Fate]:
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
        fresh[frame.place] = uncited({**part, "text": next(fate.words, "")} if frame.said else part)
    return frame.with_body(fresh)
