"""What comes of a run: the reply that is delivered, with the crisis line where it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from guardrail.decide import Run
from guardrail.handover import hand_over
from guardrail.judge import judge, seen
from guardrail.policy.schema import Policy
from guardrail.repair.crisis import with_line
from guardrail.types import Action, Attempt, Conversation, Decision, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from guardrail.detectors.registry import Detector


def conclude(run: Run, decision: Decision, detectors: Sequence[Detector]) -> Outcome:
    """The outcome of a run that ends with `decision`; `detectors` judge what the crisis line is added to."""
    outcome = _safe(run, _outcome(run, decision), detectors)
    return replace(outcome, hand_over=hand_over(run.policy, outcome))


def passed(policy: Policy, conversation: Conversation, reason: str) -> Outcome:
    """The outcome for a reply that is delivered as it came, unjudged for a `reason`."""
    danger, _ = seen(policy, conversation)
    attempt = Attempt(Action.DELIVER, Reply(""), Verdict(skipped=reason, danger=danger))
    decision = Decision(Action.DELIVER, f"not judged: {reason}")
    outcome = Outcome(attempt.reply, Action.DELIVER, decision, (attempt,))
    return replace(outcome, hand_over=hand_over(policy, outcome))


def _safe(run: Run, outcome: Outcome, detectors: Sequence[Detector]) -> Outcome:
    if run.policy.shadow or not outcome.danger:
        return outcome
    try:
        return _lined(run, outcome, detectors)
    except Exception as error:  # a fault of ours costs nobody their reply
        return replace(outcome, errors=(*outcome.errors, f"{type(error).__name__}: {error}"))


def _outcome(run: Run, decision: Decision) -> Outcome:
    chosen = run.original if run.policy.shadow else run.best
    reply, action = chosen.reply, chosen.action
    if decision.action is Action.FALLBACK and not run.policy.shadow:
        reply, action = run.original.reply.with_text(run.policy.fallback), Action.FALLBACK
    elapsed = (run.clock() - run.started) * 1000
    errors = tuple(run.errors)
    return Outcome(reply, action, decision, tuple(run.attempts), errors, run.policy.shadow, elapsed, len(run.sent))


def _lined(run: Run, outcome: Outcome, detectors: Sequence[Detector]) -> Outcome:
    """The outcome with the policy's line below a reply that says nowhere to turn."""
    line = run.policy.crisis.line
    reply = with_line(line, run.conversation, outcome.reply)
    if reply is outcome.reply:
        return outcome
    if outcome.delivered is None:
        return replace(outcome, reply=reply, line=line)
    lined = Attempt(Action.REWRITE, reply, judge(run.policy, detectors, run.conversation, reply))
    attempts = (*outcome.attempts, lined)
    return replace(outcome, reply=reply, action=lined.action, attempts=attempts, line=line)
