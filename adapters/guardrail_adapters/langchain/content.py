"""The text of a LangChain message, read and exchanged without touching what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from langchain_core.messages import AIMessage

Reply = TypeVar("Reply", bound=AIMessage)


def text_of(content: Any) -> str:
    """The prose of a message's content: the string itself, or its text blocks put together."""
    return content if isinstance(content, str) else "".join(_texts(content))


def with_text(message: Reply, text: str) -> Reply:
    """The message in other words; reasoning, images and tool blocks stay.

    What speaks of the old tokens goes: log-probabilities, and annotations whose words are no longer there.
    """
    metadata = message.response_metadata
    if metadata.get("logprobs"):
        metadata = {**metadata, "logprobs": None}
    content = text if isinstance(message.content, str) else _with_text(message.content, text)
    return message.model_copy(update={"content": content, "response_metadata": metadata})


def _with_text(blocks: Sequence[Any], text: str) -> list[Any]:
    spread = iter(_spread(_texts(blocks), text))
    edited = [_reworded(block, next(spread, "")) if _is_text(block) else block for block in blocks]
    return [block for block in edited if block is not None]


def _spread(old: list[str], new: str) -> list[str]:
    """`new` over as many blocks: unchanged ones at either end keep their words, the first other takes the rest."""
    first, last = 0, len(old)
    while last - first > 1 and new.startswith(old[first]):
        new, first = new.removeprefix(old[first]), first + 1
    while last - first > 1 and new.endswith(old[last - 1]):
        new, last = new.removesuffix(old[last - 1]), last - 1
    return [*old[:first], new, *[""] * (last - first - 1), *old[last:]]


def _reworded(block: Any, text: str) -> Any:
    """The text block in other words; None where none are left, as providers refuse empty text blocks."""
    if _text(block) == text:
        return block
    if not text or isinstance(block, str):
        return text or None
    changed = {**block, "text": text}
    if block.get("annotations"):
        moved = [_moved(annotation, block["text"], text) for annotation in block["annotations"]]
        changed["annotations"] = [annotation for annotation in moved if annotation is not None]
    return changed


def _moved(annotation: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any] | None:
    start, end = annotation.get("start_index"), annotation.get("end_index")
    if start is None or end is None:
        return annotation
    at = new.find(old[start:end])
    return None if at < 0 else {**annotation, "start_index": at, "end_index": at + end - start}


def _texts(blocks: Sequence[Any]) -> list[str]:
    return [_text(block) for block in blocks if _is_text(block)]


def _is_text(block: Any) -> bool:
    return isinstance(block, str) or (block.get("type") == "text" and isinstance(block.get("text"), str))


def _text(block: Any) -> str:
    return block if isinstance(block, str) else str(block["text"])
