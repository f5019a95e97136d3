"""The text of a LangChain message, read and exchanged without touching what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from langchain_core.messages import AIMessage

from guardrail.wire.annotations import Shift
from guardrail.wire.offsets import offsets

Reply = TypeVar("Reply", bound=AIMessage)

_GAP = "\n\n"
_OF_ITS_WORDS = ("annotations", "citations")


def text_of(content: Any) -> str:
    """The prose of a message's content: the string, or its text blocks; another block between two ends a paragraph."""
    return content if isinstance(content, str) else "".join(_pieces(content))


def kinds(content: Any) -> frozenset[str]:
    """The types of the blocks that stand beside the text: reasoning, images, calls of the provider's own tools."""
    blocks = [] if isinstance(content, str) else content
    return frozenset(str(block.get("type")) for block in blocks if not _is_text(block))


def edited(message: Reply, text: str) -> Reply:
    """The message with some of its words changed: every block keeps its share, annotations move with their words."""
    content = message.content
    return _with_content(message, text if isinstance(content, str) else list(_edited(content, text)))


def replaced(message: Reply, text: str) -> Reply:
    """The message with other words in place of all of its own; what was said about those goes with them."""
    content = message.content
    return _with_content(message, text if isinstance(content, str) else _replaced(content, text))


def _with_content(message: Reply, content: Any) -> Reply:
    metadata = message.response_metadata
    if metadata.get("logprobs"):
        metadata = {**metadata, "logprobs": None}  # they belong to the tokens that were exchanged
    return message.model_copy(update={"content": content, "response_metadata": metadata})


def _edited(blocks: Sequence[Any], text: str) -> Iterator[Any]:
    pieces, end = _pieces(blocks), 0
    moved = offsets("".join(pieces), text)
    for block, piece in zip(blocks, pieces, strict=True):
        start, end = end, end + len(piece)
        share = text[moved(start) : moved(end)].removesuffix(piece.removeprefix(_text(block)))
        if share == _text(block):
            yield block
        elif share:  # providers refuse a text block that was left empty
            yield _reworded(block, share)


def _replaced(blocks: Sequence[Any], text: str) -> list[Any]:
    last = max((at for at, block in enumerate(blocks) if _text(block)), default=len(blocks))
    old = blocks[last] if last < len(blocks) else {"type": "text"}
    spared = {} if isinstance(old, str) else {key: old[key] for key in old if key not in _OF_ITS_WORDS}
    fresh = {**spared, "text": text} if spared else text
    before, behind = ([block for block in part if not _text(block)] for part in (blocks[:last], blocks[last + 1 :]))
    return [*before, fresh, *behind]


def _reworded(block: Any, text: str) -> Any:
    if isinstance(block, str):
        return text
    changed = {**block, "text": text}
    if isinstance(block.get("annotations"), list):
        changed["annotations"] = Shift(block["text"], text).all(block["annotations"])
    return changed


def _pieces(blocks: Sequence[Any]) -> list[str]:
    """The words of each block, "" for one that is no text, with the gaps between them."""
    pieces = [_text(block) for block in blocks]
    for this, following in pairwise(place for place, words in enumerate(pieces) if words):
        if not all(map(_is_text, blocks[this:following])):
            pieces[this] += _GAP
    return pieces


def _is_text(block: Any) -> bool:
    return isinstance(block, str) or (block.get("type") == "text" and isinstance(block.get("text"), str))


def _text(block: Any) -> str:
    if not _is_text(block):
        return ""
    return block if isinstance(block, str) else str(block["text"])
