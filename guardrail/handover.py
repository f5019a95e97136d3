"""Whether a conversation goes to a person as well, and whom that is told."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context

from guardrail.audit.queue import PATIENCE, Beside
from guardrail.objective import best
from guardrail.policy.schema import ModeAction, Policy
from guardrail.types import Action, Conversation, HandOver, Outcome, Reason

Hook = Callable[[Conversation, Outcome], object]

logger = logging.getLogger("guardrail.handover")

_REPAIRED = (ModeAction.REWRITE, ModeAction.REGENERATE)


def hand_over(policy: Policy, outcome: Outcome) -> HandOver | None:
    """The reasons of an outcome that the policy hands over for; None where there is none."""
    found = set(_reasons(policy, outcome))
    reasons = tuple(dict.fromkeys(reason for reason in policy.hand_over.when if reason in found))
    return HandOver(reasons, os.urandom(16).hex()) if reasons else None


def _reasons(policy: Policy, outcome: Outcome) -> Iterator[Reason]:
    left = (outcome.delivered or best(outcome.attempts)).verdict.flagged
    if outcome.danger:
        yield Reason.CRISIS
    if outcome.decision.action is Action.FALLBACK:
        yield Reason.FALLBACK
    if not outcome.shadow and any(policy.modes[mode].action in _REPAIRED for mode in left):
        yield Reason.EXHAUSTED
    if outcome.original.verdict.unjudged:
        yield Reason.UNJUDGED
    yield from (Reason(mode.value) for mode in left)


class HandOvers:
    """Calls `hook` for what is handed over, beside the reply's path: see `Beside`. What it raises is logged."""

    def __init__(self, hook: Hook | None = None) -> None:
        """Without a `hook` nobody is told."""
        self._beside = Beside[tuple[Context, Hook, Conversation, Outcome]](_call, "hand-overs", logger)
        self._hook = hook

    def tell(self, conversation: Conversation, outcome: Outcome) -> None:
        """Call the hook, in the caller's context, where the outcome is handed over. Never raises and never waits."""
        if self._hook is not None and outcome.hand_over is not None:
            self._beside.put((copy_context(), self._hook, conversation, outcome))

    @property
    def dropped(self) -> int:
        """How many were lost because the hook was slower than the replies."""
        return self._beside.dropped

    def flush(self, timeout: float = PATIENCE) -> bool:
        """Wait until the hook was called for all so far; False when that took longer than `timeout` seconds."""
        return self._beside.flush(timeout)

    def close(self, timeout: float = PATIENCE) -> None:
        """Call the hook for what waits, for at most `timeout` seconds, and say how much was lost."""
        self._beside.close(timeout)


def _call(told: tuple[Context, Hook, Conversation, Outcome]) -> None:
    context, hook, conversation, outcome = told
    context.run(hook, conversation, outcome)
