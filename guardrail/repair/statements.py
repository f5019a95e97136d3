"""Statements that a repair must not lose: what the reply refuses, what it warns of, where to turn in an emergency."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import attrgetter

from guardrail.repair.clauses import Clause, Statements, stem
from guardrail.repair.lexicons import words

_HALF, _MOST = 0.5, 0.75  # of what a warning is about


def dropped(came: Statements, kept: Statements) -> tuple[tuple[str, str], ...]:
    """The refusals and warnings of a text that another no longer makes: the kind of each, and its words."""
    refused = _no_longer_refused(came.stated("refusal"), kept)
    warned = _no_longer_warned(came.stated("warning", "emergency"), kept)
    return (
        *(("refusal", came.quote(clause)) for clause in refused),
        *(("warning", came.quote(clause)) for clause in warned if clause not in refused),
    )


def _no_longer_refused(refusals: list[Clause], text: Statements) -> list[Clause]:
    """Those that a text does not refuse again: by the same things, or, where it is not said what, by any refusal."""
    if not refusals:
        return []
    refusing = text.stated("refusal")
    if any(not clause.stems - _general() for clause in refusing):
        return []
    said = _all(refusing) | _all(clause for clause in text.clauses if clause.denies)
    meant = ((clause, clause.stems - _general()) for clause in refusals)
    return [clause for clause, about in meant if (about.isdisjoint(said) if about else not refusing)]


def _no_longer_warned(warnings: list[Clause], text: Statements) -> list[Clause]:
    """Those that a text does not give again."""
    if not warnings:
        return []
    marked = {clause.sentence for clause in text.stated("warning", "emergency")}
    said = _all(clause for clause in text.clauses if clause.sentence in marked)
    sentences = [tuple(grouped) for _, grouped in groupby(text.clauses, attrgetter("sentence"))]
    return [clause for clause in warnings if not _warns(said, sentences, clause)]


def _warns(said: frozenset[str], sentences: Iterable[tuple[Clause, ...]], warning: Clause) -> bool:
    """Whether a text says again what a warning is about: half of it as a warning, or as a denial, else most of it.

    `said` are the stems of all its warnings.
    """
    about = frozenset(part for part in warning.stems - _turning() if not part.isdecimal())  # a number is a fact
    if len(about & said) >= _HALF * len(about):
        return True
    for sentence in sentences:
        near = [clause for clause in sentence if not clause.stems.isdisjoint(about)]
        likewise = any(clause.denies == warning.denies for clause in near)
        if likewise and len(about & _all(near)) >= (_HALF if warning.denies else _MOST) * len(about):
            return True
    return False


def _all(clauses: Iterable[Clause]) -> frozenset[str]:
    return frozenset().union(*(clause.stems for clause in clauses))


@cache
def _turning() -> frozenset[str]:
    """The stems of calling somebody, in whichever of these words."""
    return frozenset(map(stem, words("words", "turning")))


@cache
def _general() -> frozenset[str]:
    """The stems that say nothing of what is refused."""
    return frozenset(map(stem, words("words", "general")))
