"""The facts of a text."""

from __future__ import annotations

from guardrail.repair.fact import Fact
from guardrail.repair.literals import literals
from guardrail.repair.moments import dates, times
from guardrail.repair.names import names
from guardrail.repair.plain import plain
from guardrail.repair.quantities import quantities
from guardrail.repair.references import citations, crisis_lines, numbers, references

_KINDS = (citations, dates, times, crisis_lines, quantities, references, numbers)


def facts(text: str) -> tuple[Fact, ...]:
    """The facts of a text in order; the numbering of lists is none."""
    letter, rest = literals(text)
    view = plain(rest, joined=True)
    found = [*letter, *(fact for kind in _KINDS for fact in kind(view))]
    taken = [(fact.start, fact.end) for fact in found]
    return tuple(sorted([*found, *names(text, taken)], key=lambda fact: (fact.start, fact.end)))
