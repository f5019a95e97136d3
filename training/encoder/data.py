"""Labelled items as the encoder reads them: `[CLS] turns [SEP] reply [SEP]`, with the targets of its heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from guardrail.reading.intent import TARGETS
from guardrail.types import Conversation, Mode
from training.intent import HOLDS
from training.items import Item, Labelled

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_TOKENS = 256
CONTEXT_SHARE = 0.4  # of the room, kept for the context where both sides are long
CLS, SEP = 101, 102
UNKNOWN = -1.0  # a target that no reader gave, or that readers split on: it does not count


@dataclass(frozen=True)
class Tokens:
    """Token ids and, for each, 0 for the conversation or 1 for the reply."""

    ids: tuple[int, ...]
    segments: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """An item as numbers; each target is 1, 0 or UNKNOWN, in the order of Mode and of TARGETS."""

    id: str
    source: str
    tokens: Tokens
    modes: tuple[float, ...]
    intents: tuple[float, ...]


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a tokenizer.json, with its own cutting and padding switched off."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokens(tokenizer: Tokenizer, conversation: Conversation, reply: str, most: int = MOST_TOKENS) -> Tokens:
    """A reply in its conversation, at most `most` tokens: the talk keeps its end, the reply its beginning."""
    turns = "\n".join(f"{message.role}: {message.text}" for message in conversation.messages)
    context, answer = (tokenizer.encode(text, add_special_tokens=False).ids for text in (turns, reply))
    before, after = shares(len(context), len(answer), most - 3)
    first = [CLS, *context[len(context) - before :], SEP]
    second = [*answer[:after], SEP]
    return Tokens((*first, *second), (*([0] * len(first)), *([1] * len(second))))


def shares(context: int, reply: int, room: int) -> tuple[int, int]:
    """How many tokens of each side are kept."""
    before = min(context, max(int(room * CONTEXT_SHARE), room - reply))
    return before, min(reply, room - before)


def examples(tokenizer: Tokenizer, items: Sequence[Item], needs: Sequence[Labelled] = ()) -> list[Example]:
    """The items as numbers; an item's intents are those that were read of its conversation."""
    read = {_key(row.conversation): row.need for row in needs}
    return [
        Example(
            item.id,
            item.source,
            tokens(tokenizer, item.conversation, item.reply),
            tuple(mode_target(item.labels[mode]) for mode in Mode),
            intent_targets(read.get(_key(item.conversation))),
        )
        for item in items
    ]


def mode_target(label: int) -> float:
    """2 is the failure, 0 its absence; 1 is left to neither."""
    return {0: 0.0, 2: 1.0}.get(label, UNKNOWN)


def intent_targets(need: Mapping[str, Any] | None) -> tuple[float, ...]:
    """Which targets hold of a labelled need; all UNKNOWN where there is none."""
    return tuple(UNKNOWN if need is None else float(HOLDS[target](dict(need))) for target in TARGETS)


def _key(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    return tuple((message.role, message.text) for message in conversation.messages)


def batches(rows: Sequence[Example], size: int, draw: Random) -> Iterator[list[Example]]:
    """All rows once, in batches of about equal length (little padding), in random order."""
    ordered = sorted(rows, key=lambda row: len(row.tokens.ids) + draw.uniform(-12, 12))
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    draw.shuffle(groups)
    yield from groups
