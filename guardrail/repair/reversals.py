"""What a repair turned round: "do not take it" into "take it", "before meals" into "after meals"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import ceil

from guardrail.repair.clauses import Clause, Statements, stem
from guardrail.repair.lexicons import load, words

_ALIKE = 0.75  # of the stems of each of two clauses, where they are about the same
_ALIKE_IN_ALL = 0.5  # of all words of two clauses that share only one of some weight


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a clause is about, whether it denies it, and on which sides of which contrasts it stands."""

    about: frozenset[str]
    keys: frozenset[str]
    sides: frozenset[tuple[int, int]]
    denies: bool
    ours: bool

    def is_like(self, other: _Claim) -> bool:
        shared = len(self.about & other.about)
        if shared == 1 and not (self.ours == other.ours and self._told_alike(other)):
            return False
        return shared >= _ALIKE * max(len(self.about), len(other.about))

    def _told_alike(self, other: _Claim) -> bool:
        """Whether two claims are told in much the same words, the small ones too."""
        shared = len(self.keys & other.keys)
        return shared > 1 and shared >= _ALIKE_IN_ALL * len(self.keys | other.keys)

    def opposes(self, other: _Claim) -> bool:
        return self.denies != other.denies or any(
            contrast in dict(other.sides) and (contrast, side) not in other.sides for contrast, side in self.sides
        )


class _Claims:
    """Claims by their rarest stems: two that are alike share one of them, so that few are compared."""

    def __init__(self, claims: Iterable[_Claim]) -> None:
        claims = set(claims)
        self._counts = Counter(part for claim in claims for part in claim.about)
        self._filed: dict[str, list[_Claim]] = defaultdict(list)
        for claim in claims:
            for part in self._rarest(claim):
                self._filed[part].append(claim)

    def oppose(self, claim: _Claim) -> bool:
        """Whether all claims here that are about the same say the opposite, and there is one."""
        near = {other for part in self._rarest(claim) for other in self._filed.get(part, ())}
        alike = [other for other in near if claim.is_like(other)]
        return bool(alike) and all(claim.opposes(other) for other in alike)

    def _rarest(self, claim: _Claim) -> list[str]:
        """As many of the rarest stems as a claim that is alike may lack, and one more."""
        ordered = sorted(claim.about, key=lambda part: (self._counts[part], part))
        return ordered[: len(ordered) - ceil(_ALIKE * len(ordered)) + 1]


def turned_round(came: Statements, made: Statements) -> tuple[str, ...]:
    """The clauses of a text, in its words, that another makes again only the other way round."""
    again = _Claims(claim for clause in made.clauses if (claim := _claim(clause)))
    turned = (clause for clause in came.clauses if (claim := _claim(clause)) and again.oppose(claim))
    return tuple(dict.fromkeys(came.quote(clause) for clause in turned))


def _claim(clause: Clause) -> _Claim | None:
    """The claim of a clause; None for a question, a condition, and what only says how bad or how good it is."""
    sides = frozenset(_sides()[key] for key in clause.keys if key in _sides())
    about = frozenset(part for part in clause.stems - _sided() if len(part) > 1)
    if about <= _opinions() or clause.asks or clause.supposes:
        return None
    return _Claim(about, clause.keys, sides, clause.denies, clause.ours)


@cache
def _sides() -> dict[str, tuple[int, int]]:
    """The words that stand on a side of a contrast: which contrast, which side."""
    contrasts = enumerate(load("contrasts"))
    return {
        word: (number, side)
        for number, sides in contrasts
        for side, spellings in enumerate(sides)
        for word in spellings.split()
    }


@cache
def _opinions() -> frozenset[str]:
    """The stems of what may be seen otherwise: "it's not a big deal" may well be one."""
    return frozenset(map(stem, words("words", "opinions")))


@cache
def _sided() -> frozenset[str]:
    return frozenset(map(stem, _sides()))
