"""Noun phrases, as far as words alone tell them: what can be moved as one thing, and whom it means."""

from __future__ import annotations

import re
from functools import cache

from guardrail.repair.inflection import verbs
from guardrail.repair.lexicons import load, words

_LONGEST = 12  # words of a noun phrase that can be moved
_PREPOSITION = re.compile(r" (?:of|in|for|on|at|to|with|from|by|about|under|within|concerning|regarding)\b")
_SINGULAR = re.compile(r"(?:ss|us|is|news|series)\Z")
_NOUN = re.compile(r"[a-z]{2}(?:[tsx]ions?|ments?|[ae]nc(?:es?|y)|it(?:y|ies)|ness|ing|ly|als?|ages?)\Z")
_BY = re.compile(r"\bby (?:(?:the|this|next|a) )?([a-z\d-]+)", re.IGNORECASE)
_PAIRED = ("**", '"', "_")


def is_noun_phrase(found: str) -> bool:
    """Whether some words can be moved as one thing: "a request for a refund"."""
    parts = found.lower().split()
    return (
        0 < len(parts) <= _LONGEST
        and parts[0] not in words("grammar", "no_opening")
        and parts[-1] not in words("grammar", "no_ending")
        and words("grammar", "finite").isdisjoint(parts[1:])
        and words("grammar", "pronouns").isdisjoint(parts)
        and not any(found.count(mark) % 2 for mark in _PAIRED)
        and not by_somebody(found)
    )


def is_plural(found: str) -> bool:
    """Whether a noun phrase takes "are"."""
    head = _head(found)
    if " and " in head or head in ("you", "we", "they", "these", "those"):
        return True
    last = head.split()[-1]
    return last in words("grammar", "plurals") or (last.endswith("s") and not _SINGULAR.search(last))


def is_thing(found: str) -> bool:
    """Whether a noun phrase means nobody who could have to do something."""
    head = _head(found.lower()).split()
    somebody = words("grammar", "agents") | words("grammar", "plurals")
    return (
        is_noun_phrase(found)
        and head[0] != "this"
        and head[-1] not in somebody
        and not any(word in people() for word in head)
    )


def is_agent(found: str) -> bool:
    """Whether a noun phrase means somebody who does things: "the sender", "trained assessors"."""
    head = found.lower().split()
    return is_noun_phrase(found) and head[-1] in words("grammar", "agents") and not _PREPOSITION.search(found)


def is_the_person(found: str, own: frozenset[str]) -> bool:
    """Whether a noun in the third person means the person who is written to; `own` are the stems of their words.

    It does not where they speak of such people themselves. Of some nouns their words must show that it does: "students"
    are they who speak of a teacher or an exam.
    """
    shown = people().get(found)
    if shown is None or not own:
        return shown is not None
    return found.split()[-1].rstrip("s") not in own and (not shown or not own.isdisjoint(shown))


def is_common(word: str) -> bool:
    """Whether a word that opens a sentence has its capital from there, and not from being a name."""
    word = word.lower()
    listed = (words("grammar", "openers"), words("grammar", "nouns"), verbs("base"))
    return any(form in table for form in (word, word.removesuffix("s")) for table in listed) or bool(_NOUN.search(word))


def by_somebody(found: str) -> bool:
    """Whether words say by whom something is done, and not by when or how."""
    whom = (by[1].lower() for by in _BY.finditer(found))
    return any(
        not (word.endswith("ing") or word[0].isdigit() or word in words("grammar", "by_no_one")) for word in whom
    )


def _head(found: str) -> str:
    return _PREPOSITION.split(found)[0]


@cache
def people() -> dict[str, frozenset[str]]:
    """Nouns that may mean the person, each with the stems of theirs of which one must show that it does."""
    entries = (entry.partition(":") for entry in load("grammar")["people"].split(", "))
    return {noun: frozenset(shown.split()) for noun, _, shown in entries}
