"""All that a text says, in whatever spelling, to ask whether it holds a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from guardrail.repair.fact import Fact
from guardrail.repair.facts import facts
from guardrail.repair.literals import spoken, unmarked
from guardrail.repair.numerals import WORDS, number

_LOOSE = re.compile(r"(?<![\w.,])\d(?!\w)")
_SPELLED = re.compile(WORDS, re.IGNORECASE)
_ONE = re.compile(r"\ban?\s(?:\w+\s)?(second|minute|hour|day|night|week|fortnight|month|year|tablet|dose)\b")
_IN_ANY_CASE = ("reference", "crisis line", "link")  # a link without a path, that is
_LONG = 5  # figures: a number of as many may be broken up in another way ("0800 123 456")
_GAPS = re.compile(r"[\s,.()-]+")


@dataclass(frozen=True)
class Holdings:
    """A text read for all that it says."""

    text: str

    def holds(self, fact: Fact) -> bool:
        """Whether the text says the same."""
        if fact.kind == "name":
            return all(f" {part} " in self._spoken for part in fact.key.split())
        if not self._said.isdisjoint(fact.keys):
            return True
        if fact.kind == "quotation":
            return f" {fact.key} " in self._spoken
        if fact.kind == "time":
            return self._said.issuperset(fact.key.split("-"))
        if fact.kind == "code":
            return fact.key in self.text
        if fact.kind in _IN_ANY_CASE and "/" not in fact.key and f" {spoken(fact.words)} " in self._spoken:
            return True
        return fact.kind in ("number", "reference", "crisis line") and self._stands(_GAPS.sub("", fact.key))

    def mentions(self, number: str) -> bool:
        """Whether a number is said, whatever it counts or numbers."""
        return number in self._said or number in self._figures

    @cached_property
    def _figures(self) -> frozenset[str]:
        return frozenset(re.findall(r"\d+", self.text))

    @cached_property
    def _said(self) -> frozenset[str]:
        unquoted = unmarked(self.text)
        bare = {number(match.group()) for pattern in (_LOOSE, _SPELLED) for match in pattern.finditer(unquoted)}
        ones = {f"1 {match[1]}" for match in _ONE.finditer(unquoted.lower())}
        found = (*facts(self.text), *(facts(unquoted) if unquoted != self.text else ()))
        return frozenset(bare | ones | {key for fact in found for key in fact.keys | fact.gives})

    @cached_property
    def _spoken(self) -> str:
        return f" {spoken(self.text)} "

    @cached_property
    def _compact(self) -> str:
        return _GAPS.sub("", self.text).lower()

    def _stands(self, key: str) -> bool:
        """Whether a long number stands there on its own, not as a part of a longer one."""
        found = re.search(rf"(?<!\d){re.escape(key)}(?!\d)", self._compact) if len(key) >= _LONG else None
        return found is not None
