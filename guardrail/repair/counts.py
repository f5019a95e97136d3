"""What is counted without a unit, "three children", "the third floor": it may go, but not change its number."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from guardrail.repair.clauses import stem
from guardrail.repair.fact import Fact
from guardrail.repair.lexicons import words
from guardrail.repair.numerals import ORDINALS, WORDS, number, ordinal
from guardrail.repair.plain import plain

_OFTEN = {"twice": "2", "thrice": "3"}

Counted = dict[str, dict[str, Fact]]


@cache
def _pattern() -> re.Pattern[str]:
    between = "|".join(words("drift", "between"))
    return re.compile(
        rf"\b(?P<often>twice|thrice)\b|(?:(?P<ordinal>{ORDINALS})|(?P<number>(?<![\w.,-])\d{{1,2}}(?![\d.,:/%])|{WORDS}))"
        rf"[\s-]+(?:of\s+)?(?:(?:{between})\s+)?(?P<noun>[^\W\d_]+)\b",
        re.IGNORECASE,
    )


def recounted(original: str, candidate: str, said: str) -> tuple[Fact, ...]:
    """What the original counts and the candidate counts otherwise, where nobody said that number."""
    before, after, known = counted(original), counted(candidate), counted(said)
    return tuple(
        fact
        for noun, numbers in before.items()
        for figure, fact in numbers.items()
        if figure not in after.get(noun, {})
        and after.get(noun, {}).keys() - numbers.keys() - known.get(noun, {}).keys()
    )


def counted(text: str) -> Counted:
    """The things that a text counts, by the stem of their name and by their number."""
    view = plain(text)
    found: Counted = defaultdict(dict)
    for match in _pattern().finditer(view.text):
        noun, figure = (match["noun"] or "time").lower(), _figure(match)
        if stem(noun) not in _parts() and not (figure == "1" and noun in words("drift", "idioms")):
            span = view.span(match.start(), match.end())
            found[stem(noun)].setdefault(figure, Fact("number", span.quote, span.start))
    return found


def _figure(match: re.Match[str]) -> str:
    if match["often"]:
        return _OFTEN[match["often"].lower()]
    return ordinal(match["ordinal"]) if match["ordinal"] else number(match["number"])


@cache
def _parts() -> frozenset[str]:
    """What a reply counts of itself: its steps, its tips."""
    return frozenset(map(stem, words("drift", "parts")))
