"""Causes that a repair makes up: "due to a system error" where nobody spoke of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrail.repair.clauses import stem
from guardrail.repair.lexicons import words
from guardrail.repair.plain import plain

_CAUSE = re.compile(
    r"\b(?:(?P<plain>due to|owing to|caused by|because of|as a result of|on account of|(?:stems?|stemmed|resulted) from"
    r"|the reason (?:was|for (?:this|that|it) (?:is|was)))"
    r"|because(?=\s(?:our|we|someone|somebody|there (?:was|were|had)"
    r"|(?:the|their|an?) \w+ (?:was|were|had|has|did|failed|broke|lost|forgot|got|went|sent|made))\b))"
    r"\s+(?P<why>[^.,;:!?()\n]{2,120})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LEAST = 2  # new words that make a clause a new cause; after "due to" one is enough
_SHARE = 0.5  # of its words that are new


def causes(said: str, candidate: str) -> Iterator[str]:
    """The candidate's causes, in its words, of which what was said knows nothing."""
    view = plain(candidate)
    found = list(_CAUSE.finditer(view.text))
    known = _stems(said) if found else frozenset()
    for match in found:
        named = _stems(match["why"])
        if len(named - known) >= max(1 if match["plain"] else _LEAST, _SHARE * len(named)):
            yield view.span(match.start(), match.end()).quote.strip()


def _stems(text: str) -> frozenset[str]:
    """The stems of a text, without the small words and those that name nothing in particular."""
    keys = (word.lower().replace("'", "") for word in _WORD.findall(text.replace("\u2019", "'")))
    idle = words("words", "function") | words("words", "negators") | words("drift", "vague")
    return frozenset(stem(key) for key in keys if key not in idle)
