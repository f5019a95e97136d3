"""Telling what came of a reply: the recorder and the observer, neither of whom can cost the client its reply."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guardrail.engine import Guard
from guardrail.types import Conversation, Outcome

Observer = Callable[[Conversation, Outcome], None]

logger = logging.getLogger("guardrail")


@dataclass(frozen=True, slots=True)
class Report:
    """Whom an exchange tells. `observer` hears of every guarded reply, on the reply's path: it must be quick."""

    guard: Guard
    observer: Observer | None = None

    def passed(self, conversation: Conversation, reason: str) -> Outcome:
        """Record a reply that no guard ran on; where one ran, the engine has recorded it."""
        outcome = self.guard.passed(conversation, reason)
        self.judged(conversation, {0: outcome})
        return outcome

    def judged(self, conversation: Conversation, outcomes: Mapping[int, Outcome]) -> None:
        """Tell the observer."""
        for outcome in outcomes.values() if self.observer else ():
            try:
                self.observer(conversation, outcome)  # type: ignore[misc]  # the loop is empty without an observer
            except Exception:  # an observer's fault is never the client's
                logger.exception("the observer failed")
