"""The guard's part of an exchange: every choice judged and repaired on its own, all within one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from guardrail.engine import Guard
from guardrail.types import Conversation, Outcome, Reply
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.transport.repair import Repair

_LEAST = 0.001  # seconds; a deadline that has passed leaves the engine its word edits, but no call of the model


@dataclass(frozen=True, slots=True)
class Judge:
    """Run the guard on every reply: the outcomes by index."""

    guard: Guard
    conversation: Conversation
    replies: Mapping[int, Reply]
    repair: Repair

    def run(self, inner: Any) -> dict[int, Outcome]:
        """Do it, blocking, one reply after the other."""
        until = perf_counter() + self.repair.seconds
        ask, endpoint = partial(self.repair.ask, inner), judge_of(self.guard.policy)
        judge = endpoint.ask if endpoint else partial(self.repair.consult, inner)
        return {
            index: hurried(self.guard, until - perf_counter()).run(self.conversation, reply, ask, judge)
            for index, reply in self.replies.items()
        }

    async def arun(self, inner: Any) -> dict[int, Outcome]:
        """Do it, awaiting, all replies at once."""
        guard = hurried(self.guard, self.repair.seconds)
        ask, endpoint = partial(self.repair.aask, inner), judge_of(self.guard.policy)
        judge = endpoint.aask if endpoint else partial(self.repair.aconsult, inner)
        runs = (guard.arun(self.conversation, reply, ask, judge) for reply in self.replies.values())
        return dict(zip(self.replies, await asyncio.gather(*runs), strict=True))


def hurried(guard: Guard, seconds: float) -> Guard:
    """The guard with at most `seconds` for repairs."""
    repair = guard.policy.repair
    if seconds >= repair.deadline:
        return guard
    less = repair.model_copy(update={"deadline": max(seconds, _LEAST)})
    return guard.under(repair=less)
