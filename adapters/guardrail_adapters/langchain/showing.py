"""What of a stream is shown before its end: nothing, all, or what is checked, as the policy says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from guardrail.decide import action_for
from guardrail.engine import Guard
from guardrail.policy.schema import ModeAction
from guardrail.streaming import Parts
from guardrail.types import Conversation, Verdict
from guardrail_adapters.langchain.exchange import passes


@dataclass
class Showing:
    """The chunks of one stream as they come, and how many of them have `left`.

    Only plain words are led: from a chunk of anything else on (blocks, a call of a tool), the rest is held.
    """

    guard: Guard
    conversation: Conversation
    structured: bool = False
    held: list[ChatGenerationChunk] = field(default_factory=list, init=False)
    left: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        policy = self.guard.policy
        self._live = passes(policy)
        led = policy.streaming.mode == "lead" and not self._live
        self._leads = led and self.conversation.known and not self.structured
        self._parts: Parts[ChatGenerationChunk] = Parts(policy.streaming)

    def hear(self, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """The chunks that may be shown now that this one has come."""
        if due := self._take(chunk):
            self._heed(self.guard.check(self.conversation, due))
        return self._leaving()

    async def ahear(self, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """`hear` for asynchronous code: what is due is judged on a thread."""
        if due := self._take(chunk):
            self._heed(await asyncio.to_thread(self.guard.check, self.conversation, due))
        return self._leaving()

    @property
    def sent(self) -> str:
        """The words that cannot be changed any more."""
        return self._parts.sent(0)

    def _take(self, chunk: ChatGenerationChunk) -> str:
        """Take a chunk in; returns the words that want to be judged now."""
        self.held.append(chunk)
        self._leads = self._leads and _is_plain(chunk.message)
        if not self._leads:
            return ""
        words = str(chunk.message.content)
        self._parts.add(chunk, {0: words} if words else {}, idle=not words)
        return self._parts.due().get(0, "")

    def _heed(self, verdict: Verdict) -> None:
        if action_for(self.guard.policy, verdict) is ModeAction.DELIVER:
            self._parts.passed(0)

    def _leaving(self) -> list[ChatGenerationChunk]:
        going = self._parts.leaving() if self._leads else []
        if self._live:
            going = self.held[self.left :]
        self.left += len(going)
        return going


def _is_plain(message: object) -> bool:
    return isinstance(message, AIMessageChunk) and isinstance(message.content, str) and not message.tool_call_chunks
