"""Items that share long word sequences: a model learns what was copied, and copies leak across folds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from guardrail.reading.fold import fold
from training.form import Line, Row, Text
from training.schema import Place, read

WORDS = 13  # as in GPT-3's test of overlaps (arXiv 2005.14165, appendix C); shorter ones here are set phrases

Key = TypeVar("Key", bound=Hashable)
Gram = tuple[str, ...]
_WORD = re.compile(r"\w+(?:'\w+)*")


class Exempt(Line):
    """Items whose replies may share long word sequences, and why."""

    ids: tuple[Text, ...]
    reason: Text


def copies(items: Mapping[Place, Row], folder: Path) -> Iterator[str]:
    """Replies of different items, and conversations of different scenarios, that share WORDS words in a row.

    Code does not count, nor what a reply repeats of its own conversation, nor a hard pair; and none of those that the
    folder's `exempt` names.
    """
    exempted, problems = read((folder / "exempt").glob("*.jsonl"), Exempt)
    used: set[Place] = set()
    yield from problems
    for (first, second), gram in _shared_replies(items).items():
        ids = {items[first].id, items[second].id}
        places = {place for place, row in exempted.items() if ids <= set(row.ids)}
        used |= places
        if not places:
            yield _told(second, "reply", items[first].id, first, gram)
    for place in sorted(exempted.keys() - used):
        yield f"{place}: ids: found items that share nothing; allowed: items that share {WORDS} words in a row"
    yield from _conversations(items)


def _shared_replies(items: Mapping[Place, Row]) -> dict[tuple[Place, Place], Gram]:
    found = _shared({place: _own(row) for place, row in items.items()})
    return {pair: gram for pair, gram in found.items() if not _hard_pair(*(items[place] for place in pair))}


def _hard_pair(first: Row, second: Row) -> bool:
    """The same reply, word for word, to two turns of one scenario."""
    same = (first.scenario, first.reply) == (second.scenario, second.reply)
    return same and first.messages != second.messages


def _conversations(items: Mapping[Place, Row]) -> Iterator[str]:
    first: dict[str, Place] = {}
    said: dict[str, dict[Gram, None]] = defaultdict(dict)
    for place, row in items.items():
        first.setdefault(row.scenario, place)
        said[row.scenario] |= _said(row)
    for (scenario, other), gram in _shared(said).items():
        yield _told(first[other], "messages", scenario, first[scenario], gram)


def _told(place: Place, field: str, other: str, at: Place, gram: Gram) -> str:
    found = f"{WORDS} words in a row or more of {other} ({at}): {' '.join(gram)!r}"
    return f"{place}: {field}: found {found}; allowed: {WORDS - 1} at most"


def _shared(texts: Mapping[Key, Iterable[Gram]]) -> dict[tuple[Key, Key], Gram]:
    """The pairs that share a gram, each with the first that they share."""
    holders: dict[Gram, list[Key]] = defaultdict(list)
    for key, grams in texts.items():
        for gram in grams:
            holders[gram].append(key)
    pairs: dict[tuple[Key, Key], Gram] = {}
    for gram, keys in holders.items():
        for pair in combinations(keys, 2):
            pairs.setdefault(pair, gram)
    return pairs


def _own(row: Row) -> list[Gram]:
    said = _said(row)
    return [gram for gram in _grams(row.reply) if gram not in said]


def _said(row: Row) -> dict[Gram, None]:
    return {gram: None for turn in row.messages for gram in _grams(turn.content)}


def _grams(text: str) -> dict[Gram, None]:
    """Every WORDS words in a row, in order and each once; case, punctuation and code are gone."""
    words = _WORD.findall(fold(text).text)
    return {tuple(words[start : start + WORDS]): None for start in range(len(words) - WORDS + 1)}
