"""One reply of a model on its way through the guard, in Pydantic AI's terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from guardrail.asks import AskOpinion
from guardrail.engine import Guard
from guardrail.errors import AskError
from guardrail.types import Action, Conversation, Outcome, Reply
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.pydantic_ai.messages import asking, conversation_of, question
from guardrail_adapters.pydantic_ai.response import Made, delivered, now, reply_of
from guardrail_adapters.told import told

RECORD = "guardrail"
"""The key of `ModelResponse.metadata` under which a response says what the guard did."""


@dataclass(frozen=True)
class Exchange:
    """A request to a model under a guard."""

    guard: Guard
    model: Model[Any]
    messages: list[ModelMessage]
    settings: ModelSettings | None
    parameters: ModelRequestParameters

    async def made(self) -> Made:
        """The request, made. Raises what the model raises."""
        return await _made(self.model, self.messages, self.settings, self.parameters)

    async def put_right(self, made: Made) -> ModelResponse:
        """The response to deliver: its words, and a record of what was done.

        One that is not complete comes back as it is: it goes on, and then its end is judged, or it was given up.
        """
        if made.response.state != "complete":
            return made.response
        reply = reply_of(made, self.parameters)
        endpoint = judge_of(self.guard.policy)
        judge = endpoint.aask if endpoint else self._judge
        ask = None if reply.tool_calls else self._ask  # another reply would not bring the same calls back
        return _recorded(await self.guard.arun(self._conversation, reply, ask, judge))

    def judge_late(self, made: Made) -> None:
        """Judge a response that has been shown as it came."""
        self.guard.under(shadow=True).run(self._conversation, reply_of(made, self.parameters))

    @property
    def _conversation(self) -> Conversation:
        return conversation_of(self.messages, self.parameters)

    async def _ask(self, conversation: Conversation) -> Reply:
        messages, parameters = asking(self.messages, self.parameters, conversation)
        return _answer(await _made(self.model, messages, self.settings, parameters), parameters)

    async def _judge(self, request: AskOpinion) -> Reply:
        messages, parameters = question(request.conversation)
        return _answer(await _made(self.model, messages, None, parameters), parameters)


async def _made(
    model: Model[Any], messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
) -> Made:
    began = now()
    return Made(began, await model.request(messages, settings, parameters))


def _answer(made: Made, parameters: ModelRequestParameters) -> Reply:
    reply = reply_of(made, parameters)
    if reply.tool_calls:
        raise AskError("the model answered with a tool call where words were asked for")
    return reply


def _recorded(outcome: Outcome) -> ModelResponse:
    """What is delivered. Calls that brought other words are its failed attempts: so their usage is counted."""
    response = delivered(outcome)
    failed = [made.failed for made in _calls(outcome) if made.response.usage is not response.usage]
    return replace(
        response,
        metadata={**(response.metadata or {}), RECORD: told(outcome)},
        failed_attempts=[*(response.failed_attempts or []), *failed] or None,
    )


def _calls(outcome: Outcome) -> Iterator[Made]:
    """Every call of the model that brought an answer."""
    replies = [attempt.reply for attempt in outcome.attempts if attempt.action is not Action.REWRITE]
    answers = [opinion.answer for opinion in outcome.opinions if opinion.answer]
    yield from (reply.payload for reply in (*replies, *answers) if isinstance(reply.payload, Made))
