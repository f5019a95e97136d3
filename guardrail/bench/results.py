"""What the commands say of one item, as plain data: the lines of `guardrail judge` and `guardrail repair`."""

from __future__ import annotations

from typing import Any

from guardrail.bench.items import Item
from guardrail.engine import AskModel, Guard
from guardrail.policy.schema import Audit
from guardrail.types import Conversation, Finding, Mode, Outcome, Reply, Verdict


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


def repaired(guard: Guard, item: Item, ask: AskModel | None) -> dict[str, Any]:
    """An item put right as the policy says; `attempts` counts the replies that were tried after the first."""
    outcome = guard.run(item.conversation, item.reply, ask)
    return {
        "id": item.id,
        "action": outcome.action.value,
        "delivered": outcome.reply.text,
        "attempts": len(outcome.attempts) - 1,
        "before": scores(outcome.original.verdict),
        "after": scores(_delivered(guard, item.conversation, outcome)),
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


def _delivered(guard: Guard, conversation: Conversation, outcome: Outcome) -> Verdict:
    attempt = outcome.delivered
    return attempt.verdict if attempt else guard.check(conversation, outcome.reply)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _unasked(_: Conversation) -> Reply:
    raise AssertionError("a guard in shadow asks nothing")
