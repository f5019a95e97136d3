"""The words in a message's content blocks: joined into one reply, and dealt out over the blocks when they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from guardrail.wire import parts

_THINKING = ("thinking", "redacted_thinking")


def kind(block: Any) -> str:
    """The type of a block, "" where it has none."""
    found = block.get("type") if isinstance(block, Mapping) else None
    return found if isinstance(found, str) else ""


def words_of(block: Any) -> str:
    """The words of a text block, "" for any other."""
    text = block.get("text") if kind(block) == "text" else None
    return text if isinstance(text, str) else ""


def calls_tool(block: Any) -> bool:
    """True for a tool that the client is to run; those that the provider runs are part of its own work."""
    return kind(block) == "tool_use"


def opening(kinds: Sequence[str]) -> int:
    """Where the words of a message without any belong: behind the thinking that opens it, before what it calls."""
    return sum(1 for _ in takewhile(lambda found: found in _THINKING, kinds))


def joined(texts: Sequence[str]) -> str:
    """The reply in the words of each block ("" for one without); another block between two makes a paragraph."""
    return parts.joined(_paragraphs(texts, _runs(texts)))


def dealt(texts: Sequence[str], reply: str, edited: bool) -> list[str]:
    """The words of a new reply for each block; "" for one that has none, or has none left.

    `edited` says that it is the reply that came with some of its words changed.
    """
    share = parts.edited if edited else parts.dealt
    fresh, runs = list(texts), _runs(texts)
    for run, paragraph in zip(runs, share(_paragraphs(texts, runs), reply), strict=True):
        for place, words in zip(run, share([texts[place] for place in run], paragraph, ""), strict=True):
            fresh[place] = words
    return fresh


def reworded(blocks: Sequence[Any], reply: str, edited: bool) -> list[Any]:
    """The blocks with the words of a new reply. What is no text stays as it came; so do texts whose words stay."""
    texts = [words_of(block) for block in blocks]
    if not any(texts):
        place = opening([kind(block) for block in blocks])
        return [*blocks[:place], {"type": "text", "text": reply}, *blocks[place:]]
    fresh = zip(blocks, texts, dealt(texts, reply, edited), strict=True)
    return [block if old == new else uncited({**block, "text": new}) for block, old, new in fresh if new or not old]


def uncited(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block without its citations, which belong to the words that were exchanged."""
    return {**block, **({"citations": None} if block.get("citations") else {})}


def _runs(texts: Sequence[str]) -> list[list[int]]:
    """The places with words, those together that follow on one another: a cited sentence comes in several blocks."""
    runs: list[list[int]] = []
    for place in (place for place, text in enumerate(texts) if text):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _paragraphs(texts: Sequence[str], runs: Sequence[Sequence[int]]) -> list[str]:
    return ["".join(texts[place] for place in run) for run in runs]
