"""The events of a streamed message (Anthropic's Messages API), and what those of one block add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guardrail.wire.body import Json, written
from guardrail.wire.frame import ObjectFrame
from guardrail.wire.messages_blocks import kind

_SAYING = ("text", "thinking")


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
    def said(self) -> str:
        """The words that the event adds to its block."""
        part = self.part(self.place)
        text = part.get("text") if kind(part) in ("text", "text_delta") and self.index is not None else ""
        return text if isinstance(text, str) else ""

    @property
    def idle(self) -> bool:
        """Whether the event says nothing: what comes before the first words or thoughts."""
        opens = kind(self.body) == "content_block_start" and kind(self.part("content_block")) in _SAYING
        return kind(self.body) in ("", "message_start", "ping") or (opens and not self.said)

    def with_body(self, body: Json) -> bytes:
        """The event with another body, in the bytes it came in where that is the same."""
        return self.event.raw if body == self.body else self.event.with_data(written(body).decode()).raw


@dataclass
class Block:
    """What the events of one block add up to."""

    kind: str = ""
    texts: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All its words."""
        return "".join(self.texts)


class Blocks:
    """The blocks that events tell of, by index, as far as they are heard."""

    def __init__(self, frames: Iterable[Frame] = ()) -> None:
        self._found: dict[int, Block] = {}
        for frame in frames:
            self.hear(frame)

    def hear(self, frame: Frame) -> None:
        """Take in the next event."""
        if frame.index is None:
            return
        block = self._found.setdefault(frame.index, Block())
        block.kind = kind(frame.part("content_block")) or block.kind
        if frame.said:
            block.texts.append(frame.said)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def ordered(self) -> dict[int, Block]:
        """The blocks in the order of their indexes."""
        return {index: self._found[index] for index in sorted(self._found)}
