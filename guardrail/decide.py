"""The one place where it is decided what happens to a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from guardrail.objective import best
from guardrail.policy.schema import ModeAction, Policy
from guardrail.repair.crisis import Safeguards
from guardrail.types import Action, Attempt, Conversation, Decision, Mode, Opinion, Reply, Verdict

_MILDEST_FIRST = tuple(ModeAction)


@dataclass
class Run:
    """All state of one run of the loop: what has been tried so far and what may still be spent.

    `failed` holds the modes that the model was told of, one a call. `sent` is the beginning of the reply that the
    person has already: it stays, whatever follows it.
    """

    policy: Policy
    conversation: Conversation
    can_ask: bool
    attempts: list[Attempt] = field(default_factory=list)
    edited: list[Reply] = field(default_factory=list)
    asked: int = 0
    errors: list[str] = field(default_factory=list)
    fault: str = ""
    failed: list[Mode] = field(default_factory=list)
    clock: Callable[[], float] = perf_counter
    started: float = field(default_factory=perf_counter)
    can_consult: bool = True
    sent: str = ""

    @property
    def original(self) -> Attempt:
        """The reply as it came."""
        return self.attempts[0]

    @property
    def best(self) -> Attempt:
        """The attempt that would be delivered now."""
        return best(self.attempts)

    @property
    def opinions(self) -> list[Opinion]:
        """The second opinions that were wanted so far."""
        return [attempt.opinion for attempt in self.attempts if attempt.opinion]

    @property
    def seconds_left(self) -> float:
        """What is left of the repair's deadline; negative when it has passed."""
        return self.policy.repair.deadline - (self.clock() - self.started)

    @property
    def may_ask(self) -> bool:
        """Whether the model may be asked once more."""
        able = self.can_ask and (not self.sent or self.policy.streaming.continuation)
        return able and self.asked < self.policy.repair.attempts and self.seconds_left > 0

    @property
    def unedited(self) -> Attempt | None:
        """The latest reply of the model on which word edits have not been tried yet."""
        latest = next(attempt for attempt in reversed(self.attempts) if attempt.action is not Action.REWRITE)
        tried = any(reply is latest.reply for reply in self.edited)
        return latest if not tried and latest.verdict.findings else None


def decide(run: Run) -> Decision:
    """What to do next with what is known now. No fallback takes the place of what keeps somebody in danger safe."""
    decision = _decide(run)
    if decision.action is not Action.FALLBACK:
        return decision
    if run.sent:
        return Decision(Action.DELIVER, f"{decision.reason}; but its beginning has been sent")
    if run.original.verdict.danger and Safeguards(run.best.reply.text).spans:
        return Decision(Action.DELIVER, f"{decision.reason}; but danger was seen, and the reply takes it up")
    return decision


def _decide(run: Run) -> Decision:
    verdict = run.original.verdict
    if verdict.skipped:
        return Decision(Action.DELIVER, f"not judged: {verdict.skipped}")
    if verdict.unjudged and run.policy.judging.on_error == "closed":
        return Decision(Action.FALLBACK, f"not fully judged, and the policy fails closed: {_unjudged(verdict)}")
    if run.fault:
        return _faulty(run)
    wanted = action_for(run.policy, run.best.verdict)
    if wanted is ModeAction.DELIVER:
        return Decision(Action.DELIVER, _delivery_reason(run))
    if wanted is ModeAction.FALLBACK:
        return Decision(Action.FALLBACK, f"the policy answers {_flagged(run.best.verdict)} with its fallback")
    return _repair(run, wanted)


def _faulty(run: Run) -> Decision:
    if run.policy.judging.on_error == "closed":
        return Decision(Action.FALLBACK, f"the repair broke, and the policy fails closed: {run.fault}")
    return Decision(Action.DELIVER, f"the repair broke, and the policy fails open: {run.fault}")


def _repair(run: Run, wanted: ModeAction) -> Decision:
    may_edit = run.unedited is not None
    flagged = _flagged(run.best.verdict)
    if may_edit and (wanted is ModeAction.REWRITE or run.asked or not run.may_ask):
        return Decision(Action.REWRITE, f"{flagged}: edit the reply's own words")
    if run.may_ask:
        return Decision(Action.REGENERATE, f"{flagged}: ask the model again, call {run.asked + 1}")
    if run.policy.repair.exhausted == "fallback":
        return Decision(Action.FALLBACK, f"{flagged} is still flagged and nothing is left to try")
    return Decision(Action.DELIVER, f"{flagged} is still flagged; the best of {len(run.attempts)} is delivered")


def action_for(policy: Policy, verdict: Verdict) -> ModeAction:
    """What the policy wants done about a verdict: the strongest of its flagged modes' actions."""
    actions = [policy.modes[mode].action for mode in verdict.flagged]
    return max(actions, key=_MILDEST_FIRST.index, default=ModeAction.DELIVER)


def _delivery_reason(run: Run) -> str:
    if run.best is not run.original:
        return f"mended: {_flagged(run.original.verdict)}"
    if run.original.verdict.findings:
        return f"{_flagged(run.original.verdict)}: the policy only records it"
    if run.original.verdict.unjudged:
        return f"not fully judged, and the policy fails open: {_unjudged(run.original.verdict)}"
    return "no mode flagged"


def _flagged(verdict: Verdict) -> str:
    return " and ".join(finding.mode.value for finding in verdict.findings)


def _unjudged(verdict: Verdict) -> str:
    return "; ".join(f"{item.mode.value} ({item.reason})" for item in verdict.unjudged)
