"""The guard's part of an exchange: every choice judged and repaired on its own, all within one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

from guardrail.engine import Guard
from guardrail.types import Conversation, Outcome, Reply, Verdict
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.transport.repair import Repair

_LEAST = 0.001  # seconds that tell nothing; a deadline that has passed leaves the engine so many, and its word edits


@dataclass(frozen=True, slots=True)
class Judge:
    """Run the guard on every reply: the outcomes by index. `sent` is what of each the client has already."""

    guard: Guard
    conversation: Conversation
    replies: Mapping[int, Reply]
    repair: Repair
    sent: Mapping[int, str] = field(default_factory=dict)

    def run(self, inner: Any) -> dict[int, Outcome]:
        """Do it, blocking, one reply after the other."""
        until = perf_counter() + self.repair.seconds
        ask, endpoint = partial(self.repair.ask, inner), judge_of(self.guard.policy)
        judge = endpoint.ask if endpoint else partial(self.repair.consult, inner)
        return {
            index: hurried(self.guard, until - perf_counter()).run(self.conversation, reply, ask, judge, sent=sent)
            for index, reply, sent in self._replies
        }

    async def arun(self, inner: Any) -> dict[int, Outcome]:
        """Do it, awaiting, all replies at once."""
        guard = hurried(self.guard, self.repair.seconds)
        ask, endpoint = partial(self.repair.aask, inner), judge_of(self.guard.policy)
        judge = endpoint.aask if endpoint else partial(self.repair.aconsult, inner)
        runs = (guard.arun(self.conversation, reply, ask, judge, sent=sent) for _, reply, sent in self._replies)
        return dict(zip(self.replies, await asyncio.gather(*runs), strict=True))

    @property
    def _replies(self) -> Iterator[tuple[int, Reply, str]]:
        return ((index, reply, self.sent.get(index, "")) for index, reply in self.replies.items())


@dataclass(frozen=True, slots=True)
class Check:
    """Judge the beginnings of replies, and change nothing: the verdicts by index."""

    guard: Guard
    conversation: Conversation
    beginnings: Mapping[int, str]

    def run(self, _inner: Any) -> dict[int, Verdict]:
        """Do it, blocking."""
        return {index: self.guard.check(self.conversation, words) for index, words in self.beginnings.items()}

    async def arun(self, inner: Any) -> dict[int, Verdict]:
        """Do it on a thread, so that the event loop stays free."""
        return await asyncio.to_thread(self.run, inner)


def hurried(guard: Guard, seconds: float) -> Guard:
    """The guard with at most `seconds` for repairs."""
    repair = guard.policy.repair
    if seconds >= repair.deadline - _LEAST:
        return guard
    less = repair.model_copy(update={"deadline": max(seconds, _LEAST)})
    return guard.under(repair=less)
