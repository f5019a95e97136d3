"""What is kept of an outcome: an allow-list, so that a field that is new elsewhere is not recorded by accident."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from guardrail.policy.schema import Policy
from guardrail.types import Attempt, Conversation, Finding, Opinion, Outcome


def record(policy: Policy, conversation: Conversation, outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data for a sink; `time` is UTC, `ms` milliseconds.

    Holds no headers, no keys and no error messages (only their types), and words only if `policy.audit.texts` says so.
    """
    return _entry(policy, conversation, outcome, policy.audit.texts)


def handed_over(policy: Policy, conversation: Conversation, outcome: Outcome) -> dict[str, Any]:
    """The same for the person to whom a conversation goes, with its `id`; words only if `policy.hand_over.texts`."""
    assert outcome.hand_over is not None  # it is handed over
    return {"id": outcome.hand_over.id, **_entry(policy, conversation, outcome, policy.hand_over.texts)}


def _entry(policy: Policy, conversation: Conversation, outcome: Outcome, texts: bool) -> dict[str, Any]:
    verdict = outcome.original.verdict
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "policy": policy.name,
        "action": outcome.action.value,
        "decision": outcome.decision.action.value,
        "shadow": outcome.shadow,
        "changed": outcome.changed,
        **_judged(outcome.original),
        "findings": [_finding(finding) for finding in verdict.findings],
        "skipped": verdict.skipped,
        "history_known": conversation.known,
        "unread": verdict.unread,
        "sent": outcome.sent,
        "degraded": bool(verdict.degraded),
        "danger": [danger.value for danger in verdict.danger],
        "line": bool(outcome.line),
        "hand_over": [reason.value for reason in outcome.hand_over.reasons] if outcome.hand_over else [],
        "unjudged": {item.mode.value: _type(item.reason) for item in verdict.unjudged},
        "attempts": [_attempt(attempt) for attempt in outcome.attempts[1:]],
        "errors": [_type(error) for error in outcome.errors],
        "ms": round(outcome.milliseconds, 3),
        **(_texts(conversation, outcome) if texts else {}),
    }


def _judged(attempt: Attempt) -> dict[str, Any]:
    verdict, opinion = attempt.verdict, attempt.opinion
    return {
        "scores": {mode.value: round(score, 4) for mode, score in verdict.scores.items()},
        "flagged": [finding.mode.value for finding in verdict.findings],
        **({"opinion": _opinion(opinion)} if opinion else {}),
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "modes": [mode.value for mode in opinion.modes],
        "levels": {mode.value: level for mode, level in opinion.levels.items()},
        "reason": _type(opinion.reason),
        "calls": opinion.calls,
        "tokens": opinion.tokens,
        "ms": round(opinion.milliseconds, 3),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "mode": finding.mode.value,
        "dimension": finding.dimension.value,
        "integrity": finding.integrity.value,
        "signals": [item.signal for item in finding.evidence],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {"action": attempt.action.value, "objections": len(attempt.objections), **_judged(attempt)}


def _texts(conversation: Conversation, outcome: Outcome) -> dict[str, Any]:
    return {
        "messages": [{"role": message.role, "text": message.text} for message in conversation.messages],
        "reply": outcome.original.reply.text,
        "delivered": outcome.reply.text,
    }


def _type(reason: str) -> str:
    return reason.split(":", 1)[0]
