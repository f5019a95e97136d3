"""The guard as middleware of LangChain's `create_agent`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.agents.middleware.types import TracePolicy, omit_payload
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, SystemMessage
from langchain_core.runnables.config import set_config_context
from langchain_core.runnables.utils import coro_with_context

from guardrail.engine import Guard
from guardrail_adapters.langchain.exchange import Exchange, passes
from guardrail_adapters.langchain.interrupts import passing, restored
from guardrail_adapters.langchain.messages import conversation_of
from guardrail_adapters.langchain.quiet import still, unseen, watched

Handler = Callable[[ModelRequest[Any]], ModelResponse[Any]]
HandlerAsync = Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]


class GuardMiddleware(AgentMiddleware[Any, Any, Any]):
    """Judges every reply that an agent's model writes and puts it right before the agent or a stream has it.

    Put it before retry and fallback middleware, so that calls for a better reply have them too. Those calls are not
    counted by `ModelCallLimitMiddleware`; the policy's `repair.attempts` bounds them. Structured output is delivered
    unjudged; beside tool calls only words are edited. Drafts are in no stream and never in the agent's state. Errors
    and interrupts of the model's call are raised as they are.
    """

    trace_policy = TracePolicy(process_inputs=omit_payload)

    def __init__(self, guard: Guard | str = "default") -> None:
        """`guard` is a Guard, or a policy by its name or path. Raises ConfigurationError for what is neither."""
        super().__init__()
        self.guard = Guard.of(guard)

    def wrap_model_call(self, request: ModelRequest[Any], handler: Handler) -> ModelResponse[Any]:
        """Call the model, judge what it wrote, call it again where the policy says so."""
        turn = self._turn(request)
        call = handler if turn.live else _unseen(handler)
        response = call(turn.request)
        exchange = turn.exchange(response)
        if exchange is None:
            return response

        def asking(request: ModelRequest[Any]) -> AIMessage:
            with passing():
                return _written(call(request))

        with restored():
            message = exchange.run(lambda said: asking(turn.again(said)), lambda said: asking(turn.plain(said)))
        return _with_message(response, exchange.message, message)

    async def awrap_model_call(self, request: ModelRequest[Any], handler: HandlerAsync) -> ModelResponse[Any]:
        """`wrap_model_call` for asynchronous agents."""
        turn = self._turn(request)
        call = handler if turn.live else _unseen_async(handler)
        response = await call(turn.request)
        exchange = turn.exchange(response)
        if exchange is None:
            return response

        async def asking(request: ModelRequest[Any]) -> AIMessage:
            with passing():
                return _written(await call(request))

        with restored():
            message = await exchange.arun(lambda said: asking(turn.again(said)), lambda said: asking(turn.plain(said)))
        return _with_message(response, exchange.message, message)

    def _turn(self, request: ModelRequest[Any]) -> _Turn:
        if passes(self.guard.policy) and watched():
            return _Turn(self.guard.under(shadow=True), request, live=True)
        return _Turn(self.guard, request.override(model=still(request.model)))


@dataclass(frozen=True)
class _Turn:
    """One model call of an agent under a guard; `live` where its stream is shown as it comes."""

    guard: Guard
    request: ModelRequest[Any]
    live: bool = False

    def exchange(self, response: ModelResponse[Any]) -> Exchange | None:
        message = next((item for item in reversed(response.result) if isinstance(item, AIMessage)), None)
        if message is None:
            return None
        opening = [self.request.system_message] if self.request.system_message else []
        conversation = conversation_of([*opening, *self.request.messages], self.request.model_settings)
        structured = self.request.response_format is not None or response.structured_response is not None
        return Exchange(self.guard, conversation, message, structured)

    def again(self, messages: list[BaseMessage]) -> ModelRequest[Any]:
        """The same request with other messages."""
        opening = messages[0] if messages and isinstance(messages[0], SystemMessage) else None
        rest: list[AnyMessage] = messages[1:] if opening else messages  # type: ignore[assignment]  # the same, in langchain's union
        return self.request.override(system_message=opening, messages=rest)

    def plain(self, messages: list[BaseMessage]) -> ModelRequest[Any]:
        """A question to the same model, without the tools and formats of the request."""
        return self.again(messages).override(tools=[], tool_choice=None, response_format=None, model_settings={})


def _unseen(handler: Handler) -> Handler:
    def call(request: ModelRequest[Any]) -> ModelResponse[Any]:
        with set_config_context(unseen()) as context:
            return context.run(handler, request)

    return call


def _unseen_async(handler: HandlerAsync) -> HandlerAsync:
    async def call(request: ModelRequest[Any]) -> ModelResponse[Any]:
        with set_config_context(unseen()) as context:
            return await coro_with_context(handler(request), context)

    return call


def _written(response: ModelResponse[Any]) -> AIMessage:
    return next(item for item in reversed(response.result) if isinstance(item, AIMessage))


def _with_message(response: ModelResponse[Any], old: AIMessage, new: AIMessage) -> ModelResponse[Any]:
    return replace(response, result=[new if item is old else item for item in response.result])
