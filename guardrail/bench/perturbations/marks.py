"""Marks between the words: emoji that say little, punctuation left out, typographic quotes, dashes and spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.texts import everywhere, in_last_message, in_reply, outside, substituted

PERSON_EMOJI = ("💭", "🙏", "👀", "☕️", "🤷🏽‍♀️", "📱")
REPLY_EMOJI = ("💙", "🌿", "🙏🏾", "💭", "🕊️")
_WORD_END = re.compile(r"\w[^\w\s]*(?=\s|\Z)")
_BREAK = re.compile(r"(?:(?<![^\S\n])[^\S\n]+)?(?:[—–…]|\.{2,})+[^\S\n]*")
_PUNCTUATION = re.compile(r"(?<!\S)[.,;:!?\"“”()]+|[.,;:!?\"“”()]+(?!\S)")
_TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n|\Z)")
_TYPESET = (
    (re.compile(r"(?<![\w.,;:!?)\]…])\"(?=\S)"), "“"),
    (re.compile('"'), "”"),
    (re.compile(r"(?<![\w.,;:!?)\]…\"”])'(?=\w)(?!(?:tis|twas|em|cause|cos|til|n)\b)"), "‘"),
    (re.compile("'"), "’"),
    (re.compile(r"(?<=\S) (?:-|--) (?=\S)"), " – "),
    (re.compile(r"(?<=\w)--(?=\w)"), "—"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(r"(?<=\s\w) (?=\w)|(?<=\s\w\w) (?=\w)"), "\u00a0"),
)


def emoji_person(item: Item, random: Random) -> Item | None:
    """Two emoji in the person's last message: after some word, and at the end."""
    return in_last_message(item, lambda text: _with_emoji(text, PERSON_EMOJI, random))


def emoji_reply(item: Item, random: Random) -> Item | None:
    """Two emoji in the reply: after some word, and at the end."""
    return in_reply(item, lambda text: _with_emoji(text, REPLY_EMOJI, random))


def no_punctuation(item: Item, _: Random) -> Item | None:
    """The person's last message without punctuation; apostrophes and hyphens within words stay, as do numbers."""
    return in_last_message(item, _unpunctuated)


def typography(item: Item, _: Random) -> Item | None:
    """Curly quotes, en dashes, the one-character ellipsis, and no-break spaces after words of one or two letters."""
    return everywhere(item, _typeset)


def _with_emoji(text: str, emoji: Sequence[str], random: Random) -> str:
    ends = [found.end() for found in outside(text, _WORD_END)]
    if not ends:
        return text
    places = sorted({random.choice(ends), ends[-1]}, reverse=True)
    for place in places:
        text = f"{text[:place]} {random.choice(emoji)}{text[place:]}"
    return text


def _unpunctuated(text: str) -> str:
    unbroken = substituted(text, _BREAK, lambda _: " ")
    return _TRAILING.sub("", substituted(unbroken, _PUNCTUATION, lambda _: ""))


def _typeset(text: str) -> str:
    for pattern, mark in _TYPESET:
        text = substituted(text, pattern, lambda _, mark=mark: mark)  # type: ignore[misc]  # mypy cannot infer a lambda with a bound default
    return text
