"""Slips of the fingers on a keyboard: letters swapped, dropped, doubled, or the neighbouring key."""

from __future__ import annotations

import re
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.texts import drawn, exchanged, in_person, in_reply, like

PERSON_EVERY = 12  # words a slip
REPLY_EVERY = 40
_WORD = re.compile(r"[^\W\d_]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: (row[at - 1] if at else "") + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}


def typos_person(item: Item, random: Random) -> Item | None:
    """A slip in about one of twelve words of the person."""
    return in_person(item, lambda text: _misspelt(text, PERSON_EVERY, random))


def typos_reply(item: Item, random: Random) -> Item | None:
    """A slip in about one of forty words of the reply."""
    return in_reply(item, lambda text: _misspelt(text, REPLY_EVERY, random))


def _misspelt(text: str, every: int, random: Random) -> str:
    return exchanged(text, drawn(text, _WORD, every, random), lambda word: slip(word[0], random))


def slip(word: str, random: Random) -> str:
    """A word of three letters or more with one slip behind its first letter."""
    at = random.randrange(1, len(word) - 1)
    before, letter, following, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    slips = (
        before + following + letter + rest,
        before + following + rest,
        before + letter * 2 + following + rest,
        before + _beside(letter, random) + following + rest,
    )
    return random.choice([slipped for slipped in slips if slipped != word])


def _beside(letter: str, random: Random) -> str:
    return like(letter, random.choice(_BESIDE.get(letter.lower(), letter)))
