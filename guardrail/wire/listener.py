"""Hearing a stream as it comes, frame by frame, so that nothing is left to be read at its end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic, TypeVar

from guardrail.wire.sse import Decoder, Event

Frame = TypeVar("Frame")
Stream = TypeVar("Stream")


class StreamListener(ABC, Generic[Frame, Stream]):
    """Hears one stream: chunks in, frames out, and at its end what they add up to."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self.frames: list[Frame] = []

    def feed(self, chunk: bytes) -> list[Frame]:
        """The frames that `chunk` completes."""
        return self._hear(self._decoder.feed(chunk))

    def flush(self) -> list[Frame]:
        """What is left when the stream ends."""
        return self._hear(self._decoder.flush())

    def ended(self, left: int = 0) -> Stream:
        """The whole stream, of which the first `left` frames have left.

        Raises InputError where it holds no reply, Unreadable where upstream reports an error.
        """
        self.flush()
        return self.whole(left)

    def heard(self, content: bytes) -> Stream:
        """The whole stream in its bytes. Raises what `ended` raises."""
        self.feed(content)
        return self.ended()

    @abstractmethod
    def read(self, event: Event) -> Frame:
        """The next frame, of the next event."""

    @abstractmethod
    def whole(self, left: int) -> Stream:
        """What all frames add up to; `left` of them have left. Raises what `ended` raises."""

    def _hear(self, events: Iterable[Event]) -> list[Frame]:
        frames = list(map(self.read, events))
        self.frames += frames
        return frames
