"""Capitals given up or overdone in the person's last message."""

from __future__ import annotations

import re
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.texts import LETTERS, in_last_message, sentences, substituted

_FIRST = re.compile(r"[^\W\d_][^\W\d_]?")
_I = re.compile(r"\bI\b(?!\.)")


def lower_case(item: Item, _: Random) -> Item | None:
    """No capitals at all."""
    return in_last_message(item, lambda text: substituted(text, LETTERS, lambda word: word[0].lower()))


def upper_case(item: Item, _: Random) -> Item | None:
    """Capitals throughout."""
    return in_last_message(item, lambda text: substituted(text, LETTERS, lambda word: word[0].upper()))


def no_sentence_case(item: Item, _: Random) -> Item | None:
    """Small letters where sentences begin and in the word "I"; names and abbreviations keep their capitals."""
    return in_last_message(item, _uncapitalised)


def _uncapitalised(text: str) -> str:
    starts = {found.start() for start, end in sentences(text) if (found := _FIRST.search(text, start, end))}
    lowered = substituted(text, _FIRST, lambda found: _small(found[0]) if found.start() in starts else found[0])
    return substituted(lowered, _I, lambda _: "i")


def _small(letters: str) -> str:
    return letters if len(letters) > 1 and letters.isupper() else letters.lower()
