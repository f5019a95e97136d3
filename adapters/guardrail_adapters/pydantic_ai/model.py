"""A model whose replies have been through the guard."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from pydantic_ai.exceptions import UserError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import CompletedStreamedResponse, Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import RunContext

from guardrail.bounded import background
from guardrail.engine import Guard
from guardrail_adapters.pydantic_ai.exchange import Exchange
from guardrail_adapters.pydantic_ai.response import Made, now


class GuardedModel(WrapperModel):
    """`wrapped`, with every reply judged and put right before it is returned or streamed.

    `guard` is a Guard, a shipped policy's name or a policy file's path. Structured output is delivered unjudged; beside
    tool calls only words are edited. Where its words stand, a held stream comes event for event. Raises PolicyError.
    """

    def __init__(self, wrapped: Model[Any] | str, guard: Guard | str = "default") -> None:
        super().__init__(wrapped)
        self.guard = Guard.of(guard)

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask the model, judge what it wrote, ask again where the policy says so. Raises what the first call raises."""
        exchange = Exchange(self.guard, self.wrapped, messages, model_settings, model_request_parameters)
        return await exchange.put_right(await exchange.made())

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """`request`, as a stream."""
        exchange = Exchange(self.guard, self.wrapped, messages, model_settings, model_request_parameters)
        began, asked = now(), (messages, model_settings, model_request_parameters, run_context)
        async with self.wrapped.request_stream(*asked) as stream:
            if self.guard.policy.observes:
                try:
                    yield stream
                finally:
                    background(lambda: exchange.judge_late(Made(began, stream.get())))
                return
            events = [event async for event in stream]
        came = Made(began, stream.get())
        delivered = await exchange.put_right(came)
        replay = events if delivered.parts is came.response.parts else True
        yield CompletedStreamedResponse(
            delivered, model_request_parameters=model_request_parameters, replay_events=replay
        )

    async def batch_encode(self, request: Any) -> Any:  # noqa: ARG002  # WrapperModel's signature
        """Raises UserError: replies of a batch would come back beside the guard."""
        raise UserError(f"{type(self).__name__} takes no batches: use GuardCapability beside BatchModelRequests")
