"""A model, and a provider of models, whose replies have been through the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from agents.items import ModelResponse
from agents.models.interface import Model, ModelProvider
from agents.models.multi_provider import MultiProvider

from guardrail.bounded import background
from guardrail.engine import Guard
from guardrail_adapters.agents.call import Call
from guardrail_adapters.agents.exchange import Exchange


class GuardedModel(Model):
    """`model`, with every reply judged and put right before it is returned or streamed.

    `guard` is a Guard, a shipped policy's name or a policy file's path. Structured output is delivered unjudged; beside
    tool calls only words are edited. Raises PolicyError.
    """

    def __init__(self, model: Model, guard: Guard | str = "default") -> None:
        self.model = model
        self.guard = Guard.of(guard)

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Ask the model, judge what it wrote, ask again where the policy says so. Raises what the first call raises."""
        call = Call.of(self.model, *args, **kwargs)
        return await Exchange(self.guard, call).put_right(await call.made())

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """`get_response`, as a stream."""
        call, held = Call.of(self.model, *args, **kwargs), list[Any]()
        exchange, live = Exchange(self.guard, call), self.guard.policy.observes
        try:
            async for event in self.model.stream_response(*args, **kwargs):
                held.append(event)
                if live:
                    yield event
        finally:
            if live and held:
                background(lambda: exchange.judge_late(held))
        for event in [] if live else await exchange.put_stream_right(held):
            yield event

    def get_retry_advice(self, request: Any) -> Any:
        """What `model` says of an error of its own."""
        return self.model.get_retry_advice(request)

    async def close(self) -> None:
        """Close `model`."""
        await self.model.close()

    async def _cleanup_on_run_end(self, owner: object) -> None:
        await self.model._cleanup_on_run_end(owner)


class GuardedProvider(ModelProvider):
    """The models of `provider` (by default those that the SDK finds by their names), guarded.

    In a RunConfig it guards every agent of a run whose model is a name, those that are handed over to included; a Model
    that an agent holds is its own. Raises PolicyError.
    """

    def __init__(self, guard: Guard | str = "default", provider: ModelProvider | None = None) -> None:
        self.guard = Guard.of(guard)
        self.provider = provider or MultiProvider()

    def get_model(self, model_name: str | None) -> GuardedModel:
        """The model of a name, guarded."""
        return GuardedModel(self.provider.get_model(model_name), self.guard)

    async def aclose(self) -> None:
        """Close `provider`."""
        await self.provider.aclose()
