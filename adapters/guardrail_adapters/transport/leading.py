"""A stream that is led: its opening is held until it is judged, then checked sentences leave, and a tail is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from guardrail.decide import action_for
from guardrail.engine import Guard
from guardrail.errors import InputError, Unreadable
from guardrail.policy.schema import ModeAction
from guardrail.streaming import Parts
from guardrail.wire.wires import Frame, Listener, Request
from guardrail_adapters.transport.judging import Check, Judge
from guardrail_adapters.transport.marks import marks, pending, reason_of, unjudged
from guardrail_adapters.transport.pouring import Body, Chunks
from guardrail_adapters.transport.repair import Repair
from guardrail_adapters.transport.report import Report


@dataclass
class Leading:
    """One such stream on its way. `headers` are what can be said when its first bytes leave."""

    guard: Guard
    asked: Request
    listener: Listener
    repair: Repair
    report: Report
    limit: int
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        policy = self.guard.policy
        self.headers = unjudged(policy, "structured output") if self.asked.structured else pending(policy, "lead")
        self._parts: Parts[Frame] = Parts(policy.streaming)
        self._over = False

    def body(self, chunks: Chunks) -> Body:
        """What is delivered, made of what comes."""
        size = 0
        while (chunk := (yield chunks)) is not None:
            size += len(chunk)
            self._hear(self.listener.feed(chunk))
            if size > self.limit:
                return (yield from self._give_up(chunks))
            yield from self._check()
            if leaving := self._parts.leaving():
                yield _raw(leaving)
        self._hear(self.listener.flush())
        yield from self._end()

    def closed(self) -> None:
        """Record a stream that upstream or the client broke off."""
        if not self._over:
            self._pass("broken off")

    def _hear(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            self._parts.add(frame, {} if self.asked.structured else frame.words, frame.idle)

    def _check(self) -> Body:
        if due := self._parts.due():
            verdicts = yield Check(self.guard, self.asked.conversation, due)
            for index, verdict in verdicts.items():
                if action_for(self.guard.policy, verdict) is ModeAction.DELIVER:
                    self._parts.passed(index)

    def _end(self) -> Body:
        try:
            decoded = self.listener.ended(self._parts.left)
            sent = {index: self._parts.sent(index) for index in decoded.replies}
            if not all(reply.text.startswith(sent[index]) for index, reply in decoded.replies.items()):
                raise Unreadable("words out of order")
        except InputError as error:
            self._pass(reason_of(error))
            yield _raw(self._parts.rest())
            return
        outcomes = yield Judge(self.guard, self.asked.conversation, decoded.replies, self.repair, sent)
        self._over = True
        self.headers = marks(self.guard.policy, outcomes.values(), self.asked.conversation.known)
        self.report.judged(self.asked.conversation, outcomes)
        yield decoded.encode(outcomes)

    def _give_up(self, chunks: Chunks) -> Body:
        """Let all go as it comes: more than is held."""
        self._pass(f"longer than {self.limit} bytes")
        self._hear(self.listener.flush())
        yield _raw(self._parts.rest())
        while (chunk := (yield chunks)) is not None:
            yield chunk

    def _pass(self, reason: str) -> None:
        self._over = True
        self.headers = marks(self.guard.policy, [self.report.passed(self.asked.conversation, reason)])


def _raw(frames: Iterable[Frame]) -> bytes:
    return b"".join(frame.raw for frame in frames)
