"""The one place where a second opinion changes a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log

from guardrail.opinion.answer import Said
from guardrail.types import Evidence, Finding, Span

SIGNAL = "second_opinion"

_LEVELS = ("absent", "arguable", "present")
_ARGUABLE, PRESENT = 1, 2
_MOST = 3  # passages
_SHORTEST = 3  # characters; less is in every reply
_SURE = 1e-6


def weighed(finding: Finding, reply: str, said: Said, weight: float) -> Finding:
    """The finding with the opinion in it: each level above or below arguable moves its log-odds by `weight`.

    The words that the judge names are evidence where they stand in the reply exactly; others are dropped.
    """
    shift = weight * (said.level - _ARGUABLE)
    spans = tuple(_spans(reply, said)) if said.level == PRESENT else ()
    return _with(finding, Evidence(SIGNAL, f"another model finds it {_LEVELS[said.level]}", shift, spans))


def carried(finding: Finding, weight: float) -> Finding:
    """The finding on a later reply about which the judge could not be asked, having found the first one failing."""
    return _with(
        finding, Evidence(SIGNAL, "another model found it present before, and could not be asked again", weight)
    )


def moved(score: float, log_odds: float) -> float:
    """A score whose log-odds have so many added to them; 0 and 1 are taken for nearly so."""
    bounded = min(max(score, _SURE), 1 - _SURE)
    return 1 / (1 + exp(-log(bounded / (1 - bounded)) - log_odds))


def _with(finding: Finding, evidence: Evidence) -> Finding:
    why = f"{finding.why}; {evidence.note}" if finding.why else evidence.note
    score = moved(finding.score, evidence.weight)
    return replace(finding, score=score, why=why, evidence=(*finding.evidence, evidence))


def _spans(reply: str, said: Said) -> Iterator[Span]:
    for words in dict.fromkeys(said.words[:_MOST]):
        start = reply.find(words)
        if start >= 0 and len(words.strip()) >= _SHORTEST:
            yield Span(start, start + len(words), words)
