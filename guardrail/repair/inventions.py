"""Facts that a repair makes up, and words that it puts into somebody's mouth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrail.repair.fact import Fact
from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings
from guardrail.repair.integrity import suggestions
from guardrail.repair.moments import spoken_of
from guardrail.repair.references import is_general

_AGES = ("year", "month")  # "she's 12" makes "twelve years" known
_IDIOM = "100 %"
_SAYS = re.compile(
    r"\b(?:said|says|wrote|told|words|put it|quote|asked|replied|called|mentioned)\b[^.!?\n]{0,40}\Z", re.I
)


def invented(known: Holdings, candidate: str) -> Iterator[tuple[str, str]]:
    """The facts of the candidate that are nowhere in what is known: the kind of each, and its words."""
    loose = suggestions(candidate)
    for fact in facts(candidate):
        suggested = fact.kind == "measure" and fact.soft and any(start <= fact.start < end for start, end in loose)
        if _is_checkable(candidate, fact) and not (suggested or known.holds(fact) or _is_known(known, fact)):
            yield fact.kind, fact.words


def _is_checkable(text: str, fact: Fact) -> bool:
    """Whether a fact has to come from somewhere: code need not, nor words in quotation marks that nobody said."""
    if fact.kind == "quotation":
        return _SAYS.search(text[max(fact.start - 60, 0) : fact.start]) is not None
    general = fact.kind == "crisis line" and is_general(fact.words)
    return fact.kind != "code" and fact.key != _IDIOM and not general


def _is_known(known: Holdings, fact: Fact) -> bool:
    """Whether the number is known: from an age ("she's 12"), the numbering of a list, or half a time of day."""
    if fact.kind == "time":
        return all(any(map(known.mentions, (part, *spoken_of(part)))) for part in fact.key.split("-"))
    figure, _, unit = fact.key.partition(" ")
    aged = fact.kind == "measure" and unit in _AGES
    return (aged or fact.kind == "number") and known.mentions(figure)
