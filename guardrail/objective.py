"""The empathy score: one number for choosing between replies, for evaluation and for training."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from guardrail.types import Attempt, Verdict


def empathy(verdict: Verdict) -> float:
    """How likely a careful reader raises none of the modes, 0..1.

    The product of (1 - score) over the modes that were judged: modes are independent by the labelling guide. It answers
    the paper's call for an explicit objective (arXiv 2604.10557, section 5). A verdict without scores is worth 0.
    """
    return prod(1.0 - score for score in verdict.scores.values()) if verdict.scores else 0.0


def no_worse(candidate: Verdict, original: Verdict) -> bool:
    """Whether a reply may stand in for the original: as well judged, no mode newly flagged, no lower empathy score."""
    known = {item.mode for item in candidate.unjudged} <= {item.mode for item in original.unjudged}
    return (
        known
        and not candidate.skipped
        and candidate.flagged <= original.flagged
        and empathy(candidate) >= empathy(original)
    )


def best(attempts: Iterable[Attempt]) -> Attempt:
    """The attempt to deliver: fewest modes flagged, then the highest empathy score; ties go to the earlier.

    The first attempt is the original; others count only if they lost nothing, added nothing and are no worse.
    """
    original, *others = attempts
    fit = [attempt for attempt in others if not attempt.objections and no_worse(attempt.verdict, original.verdict)]
    return min([original, *fit], key=lambda attempt: (len(attempt.verdict.flagged), -empathy(attempt.verdict)))
