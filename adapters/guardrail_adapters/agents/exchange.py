"""One reply of a model on its way through the guard, in the terms of the Agents SDK."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agents.items import ModelResponse
from agents.tracing import custom_span, get_current_trace
from agents.usage import Usage

from guardrail.asks import AskOpinion
from guardrail.engine import Guard
from guardrail.errors import InputError
from guardrail.types import Action, Conversation, Outcome, Reply
from guardrail.wire.responses import decode
from guardrail.wire.wires import Decoded, answered
from guardrail_adapters.agents.call import Call
from guardrail_adapters.agents.shapes import Made, content_of, events_of, frames_of, items_of
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.told import told

_WHOLE, _STREAM = "application/json", "text/event-stream"
_UNKNOWN = Conversation((), known=False)


@dataclass(frozen=True)
class Exchange:
    """A call of a model under a guard."""

    guard: Guard
    call: Call

    async def put_right(self, response: ModelResponse) -> ModelResponse:
        """The response to deliver, with the usage of every call."""
        decoded = self._decoded(_WHOLE, content_of(response))
        if decoded is None:
            return response
        outcome = await self._outcome(replace(decoded.replies[0], payload=Made.of(response)))
        output = items_of(response.output, decoded.encode({0: outcome})) if outcome.changed else response.output
        return replace(response, output=output, usage=_usage(outcome))

    async def put_stream_right(self, held: Sequence[Any]) -> Sequence[Any]:
        """The events to deliver: the very ones that came where nothing in them changed."""
        decoded = self._decoded(_STREAM, frames_of(held))
        if decoded is None:
            return held
        outcome = await self._outcome(decoded.replies[0])
        return events_of(held, decoded.encode({0: outcome})) if outcome.changed else held

    def judge_late(self, held: Sequence[Any]) -> None:
        """Judge a stream that has been shown as it came."""
        decoded = self._decoded(_STREAM, frames_of(held))
        if decoded is not None:
            self.guard.under(shadow=True).run(self.call.request.conversation, decoded.replies[0])

    def _decoded(self, media_type: str, content: bytes) -> Decoded | None:
        """The reply; None where the guard reads none, recorded with the reason."""
        try:
            return decode(self.call.request, media_type, content)
        except InputError as error:
            self.guard.passed(_UNKNOWN, str(error))
            return None

    async def _outcome(self, reply: Reply) -> Outcome:
        endpoint = judge_of(self.guard.policy)
        ask = None if reply.tool_calls else self._ask  # another reply would not bring the same calls back
        judge = endpoint.aask if endpoint else self._judge
        outcome = await self.guard.arun(self.call.request.conversation, reply, ask, judge)
        with custom_span("guardrail", told(outcome), disabled=self._untraced):
            return outcome

    @property
    def _untraced(self) -> bool:
        return self.call.tracing.is_disabled() or get_current_trace() is None

    async def _ask(self, conversation: Conversation) -> Reply:
        return await _said(self.call.again(conversation))

    async def _judge(self, request: AskOpinion) -> Reply:
        return await _said(self.call.question(request.conversation))


async def _said(call: Call) -> Reply:
    response = await call.made()
    reply = answered(decode(call.request, _WHOLE, content_of(response)))
    return replace(reply, tokens=response.usage.total_tokens, payload=Made.of(response))


def _usage(outcome: Outcome) -> Usage:
    total = Usage()
    for made in _calls(outcome):
        total.add(made.source.usage)
    return total


def _calls(outcome: Outcome) -> Iterator[Made]:
    """Every call of the model that brought an answer."""
    replies = [attempt.reply for attempt in outcome.attempts if attempt.action is not Action.REWRITE]
    answers = [opinion.answer for opinion in outcome.opinions if opinion.answer]
    yield from (reply.payload for reply in (*replies, *answers) if isinstance(reply.payload, Made))
