"""Markdown laid over a reply or taken off it; the words stay."""

from __future__ import annotations

import re
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.texts import (
    CODE_AND_LINKS,
    FIXED,
    drawn,
    exchanged,
    in_reply,
    sentences,
    substituted,
)
from guardrail.reading.fold import CODE
from guardrail.reading.traits import read_traits

BOLD_EVERY = 12  # words a bold one
HEADINGS = ("## Reply", "### Reply", "**Reply**")
HEADING_FROM = 40  # words
BULLETS_FROM = 3  # sentences
_PLAIN_WORD = re.compile(r"(?<![\w*'’/#|-])[^\W\d_]{5,}(?![\w*'’/|-])")
_MARKED = re.compile(
    rf"{FIXED.pattern}|\*[^\n]*\*|_[^_\n]+_|^[^\S\n]*[#|>][^\n]*|\[[^\]\n]*\](?=\()", re.MULTILINE | re.DOTALL
)
_PARAGRAPH = re.compile(r"(?<![^\n])(?![^\S\n]*(?:[-+*•#>|]|\d+[.)]))[^\n]+")
_TAKEN_OFF = (
    re.compile(r"^[^\S\n]*#{1,6}[^\S\n]+([^\n]+?)[^\S\n]*#*$", re.MULTILINE),
    re.compile(r"^[^\S\n]*(?:[-*_][^\S\n]*){3,}$()", re.MULTILINE),
    re.compile(r"^[^\S\n]*(?:[-+*•]|>)[^\S\n]+(?=\S)()", re.MULTILINE),
    re.compile(r"\*\*(?=\S)([^\n]+?)(?<=\S)\*\*"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<!\w)__?(?=[^\s_])([^_\n]+?)(?<=\S)__?(?!\w)"),
    re.compile(r"~~(?=\S)([^\n]+?)(?<=\S)~~"),
)


def bold(item: Item, random: Random) -> Item | None:
    """About one of twelve words of the reply in bold; what is marked already stays."""
    return in_reply(item, lambda text: _bold(text, random))


def bullets(item: Item, _: Random) -> Item | None:
    """Paragraphs of the reply that mostly tell what to do, as bulleted lists: a sentence a bullet."""
    return in_reply(item, lambda text: substituted(text, _PARAGRAPH, lambda found: _listed(found[0]), CODE))


def heading(item: Item, random: Random) -> Item | None:
    """A heading over a reply of forty words or more that has none."""
    long_enough = len(item.reply.split()) >= HEADING_FROM and not item.reply.lstrip().startswith(("#", "**"))
    return in_reply(item, lambda text: f"{random.choice(HEADINGS)}\n\n{text}") if long_enough else None


def no_markdown(item: Item, _: Random) -> Item | None:
    """The reply without headings, bullets, rules and emphasis; the numbers of lists stay."""
    return in_reply(item, _plain)


def _bold(text: str, random: Random) -> str:
    return exchanged(text, drawn(text, _PLAIN_WORD, BOLD_EVERY, random, _MARKED), lambda word: f"**{word[0]}**")


def _listed(paragraph: str) -> str:
    said = [paragraph[start:end] for start, end in sentences(paragraph)]
    if len(said) < BULLETS_FROM or 3 * len(read_traits(paragraph).suggestions) < 2 * len(said):
        return paragraph
    return "\n".join(f"- {sentence}" for sentence in said)


def _plain(text: str) -> str:
    for pattern in _TAKEN_OFF:
        text = substituted(text, pattern, lambda found: found[1], CODE_AND_LINKS)
    return text
