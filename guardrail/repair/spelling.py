"""How words are put on paper: capitals, "a" and "an", contractions."""

from __future__ import annotations

import re
from functools import cache

from guardrail.repair.lexicons import load
from guardrail.repair.nounphrases import is_common

_FIRST = re.compile(r"[^\W_]+")
_ARTICLE = re.compile(r"\b([Aa]n?) (?=([A-Za-z][\w'\u2019-]*))")
_VOWEL = re.compile(
    r"(?:[aeio](?!ne\b|nce\b|u[a-z])|u(?!ni(?!n|m)|s[eu]|ti|ro)|hour|honest|honour|heir)", re.IGNORECASE
)


def lowered(clause: str) -> str:
    """A clause that opens a sentence as it would stand inside one."""
    first = _FIRST.match(clause)
    return clause[0].lower() + clause[1:] if first and is_common(first.group()) else clause


def raised(sentence: str) -> str:
    """A sentence with its capital."""
    return sentence[:1].upper() + sentence[1:]


def contracted(text: str) -> str:
    """A text with "it's" for "it is", wherever the verb is not what matters."""
    for long, short in _contractions():
        text = long.sub(short, text)
    return text


@cache
def _contractions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(long), short) for long, short in load("turns")["contractions"])


def articled(text: str, before: str) -> str:
    """A text with "a" and "an" right, where its words did not stand so before."""
    return _ARTICLE.sub(lambda found: found.group() if found.group() + found[2] in before else _article(found), text)


def _article(found: re.Match[str]) -> str:
    article = "an" if _VOWEL.match(found[2]) else "a"
    return (article.capitalize() if found[1][0] == "A" else article) + " "
