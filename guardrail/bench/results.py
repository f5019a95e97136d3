"""What the commands say of one item, as plain data: the lines of `guardrail judge` and `guardrail repair`."""

from __future__ import annotations

from typing import Any

from guardrail.bench.changes import words
from guardrail.bench.items import Item
from guardrail.bench.repairs import Repaired
from guardrail.engine import Guard
from guardrail.policy.schema import Audit
from guardrail.types import Conversation, Finding, Mode, Reply, Verdict


def judged(guard: Guard, item: Item) -> dict[str, Any]:
    """An item's scores, findings and what the policy would do, without doing it; `ms` is the time judging took."""
    outcome = in_shadow(guard).run(item.conversation, item.reply, ask=_unasked)
    verdict = outcome.original.verdict
    return {
        "id": item.id,
        "scores": scores(verdict),
        "flagged": {mode.value: mode in verdict.flagged for mode in Mode},
        "findings": [finding_data(finding) for finding in verdict.findings],
        "decision": {"action": outcome.decision.action.value, "reason": outcome.decision.reason},
        "ms": round(verdict.milliseconds, 3),
    }


def repair_data(one: Repaired) -> dict[str, Any]:
    """What was done to an item's reply: the words that are delivered, and what it took to get them.

    `attempts` counts the replies that were tried after the first, `objections` has what spoke against each of them.
    """
    outcome = one.outcome
    return {
        "id": one.item.id,
        "action": outcome.action.value,
        "reason": outcome.decision.reason,
        "delivered": outcome.reply.text,
        "attempts": len(outcome.attempts) - 1,
        "objections": [list(attempt.objections) for attempt in outcome.attempts[1:]],
        "flagged": [mode.value for mode in Mode if mode in one.before.flagged],
        "mended": one.mended,
        "before": scores(one.before),
        "after": scores(one.after),
        "words": {"added": words(one.changes, "new"), "removed": words(one.changes, "gone")},
        "calls": one.calls,
        "tokens": one.tokens,
    }


def in_shadow(guard: Guard) -> Guard:
    """The same guard, judging and deciding but changing and recording nothing."""
    return Guard(guard.policy.model_copy(update={"shadow": True, "audit": Audit()}), guard.detectors)


def scores(verdict: Verdict) -> dict[str, float | None]:
    """The score of every mode, 0..1; None for a mode that was not judged."""
    return {mode.value: _rounded(verdict.scores.get(mode)) for mode in Mode}


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding with its quoted words; `text[start:end] == quote` in the reply."""
    return {
        "mode": finding.mode.value,
        "score": _rounded(finding.score),
        "dimension": finding.dimension.value,
        "integrity": finding.integrity.value,
        "why": finding.why,
        "spans": [{"start": span.start, "end": span.end, "quote": span.quote} for span in finding.spans],
        "missing": list(finding.missing),
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _unasked(_: Conversation) -> Reply:
    raise AssertionError("a guard in shadow asks nothing")
