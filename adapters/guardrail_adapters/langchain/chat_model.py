"""A chat model whose replies have been through the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.base import LangSmithParams
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.tools import BaseTool
from pydantic import ConfigDict, model_validator

from guardrail.engine import Guard
from guardrail.errors import ConfigurationError, InputError
from guardrail_adapters.langchain.bound import (
    chunks,
    chunks_async,
    complete,
    complete_async,
    consulting,
    consulting_async,
    first,
)
from guardrail_adapters.langchain.exchange import Exchange, passes
from guardrail_adapters.langchain.messages import conversation_of
from guardrail_adapters.langchain.replay import merged, replay
from guardrail_adapters.langchain.showing import Showing

_ADOPTED = ("tags", "metadata", "callbacks", "verbose", "output_version", "disable_streaming", "profile")
_STRUCTURED = ("response_format", "response_schema", "response_json_schema", "output_format", "format")


class GuardedChatModel(BaseChatModel):
    """`bound`, with every reply judged and put right by `guard` before it is returned, streamed or traced.

    It stands wherever the model stood: `bind_tools`, `bind`, `with_retry`, `with_fallbacks` work, and
    `with_structured_output` is the model's own. A call is traced as one run, with the usage of all calls of `bound`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    bound: BaseChatModel
    guard: Guard

    @model_validator(mode="before")
    @classmethod
    def _adopt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Be tagged, traced and streamed as `bound` is; its cache and rate limiter stay with its own calls."""
        bound = values.get("bound")
        return {**{name: getattr(bound, name) for name in _ADOPTED if hasattr(bound, name)}, "cache": False, **values}

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The guarded model with tools, bound as `bound` binds them."""
        tooled = self.bound.bind_tools(tools, **kwargs)
        if isinstance(tooled, BaseChatModel):
            return self._around(tooled)
        if isinstance(tooled, RunnableBinding) and isinstance(tooled.bound, BaseChatModel):
            return self._around(tooled.bound).bind(**tooled.kwargs).with_config(tooled.config)
        raise ConfigurationError(
            f"cannot guard what {type(self.bound).__name__}.bind_tools gives: {type(tooled).__name__}"
        )

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Runnable[LanguageModelInput, Any]:
        """The model's own structured output: data, not prose, so it is not judged."""
        return self.bound.with_structured_output(schema, **kwargs)

    @property
    def model_name(self) -> str:
        """The name by which the provider knows `bound`; "" where it has none."""
        names = (getattr(self.bound, name, None) for name in ("model_name", "model", "model_id"))
        return next((name for name in names if isinstance(name, str)), "")

    def get_token_ids(self, text: str) -> list[int]:
        """The tokens of a text, as `bound` counts them."""
        return self.bound.get_token_ids(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> int:
        """The tokens of messages, as `bound` counts them."""
        return self.bound.get_num_tokens_from_messages(messages, *args, **kwargs)

    @property
    def _llm_type(self) -> str:
        return self.bound._llm_type

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {**self.bound._identifying_params, "guardrail": self.guard.policy.name}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return self.bound._get_ls_params(stop=stop, **kwargs)

    def _get_invocation_params(self, stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        return self.bound._get_invocation_params(stop=stop, **kwargs)

    def _around(self, bound: BaseChatModel) -> GuardedChatModel:
        return self.model_copy(update={"bound": bound})

    def _exchange(self, messages: list[BaseMessage], message: AIMessage, settings: dict[str, Any]) -> Exchange:
        return Exchange(self.guard, conversation_of(messages, settings), message, _is_structured(settings))

    def _showing(self, messages: list[BaseMessage], settings: dict[str, Any]) -> Showing:
        """What is shown of one stream. Raises InputError where more than one choice is wanted of it."""
        wanted = settings.get("n") or getattr(self.bound, "n", None) or 1
        if wanted != 1:  # LangChain's streams do not say which choice a word belongs to
            raise InputError(f"n: found {wanted}; allowed in a stream: 1 (generate() judges each choice alone)")
        return Showing(self.guard, conversation_of(messages, settings), _is_structured(settings))

    def _shown(self, showing: Showing) -> Exchange:
        """The exchange of a stream that has ended."""
        guard = self.guard.under(shadow=True) if passes(self.guard.policy) else self.guard
        return Exchange(guard, showing.conversation, merged(showing.held), showing.structured, showing.sent)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002  # BaseChatModel's signature
        **kwargs: Any,
    ) -> ChatResult:
        result = complete(self.bound, messages, stop, kwargs)
        again = _for_one(result, kwargs)
        exchanges = [self._exchange(messages, message, kwargs) for message in _messages(result)]
        consult = consulting(self.bound, kwargs)
        runs = [each.run(lambda asked: first(complete(self.bound, asked, stop, again)), consult) for each in exchanges]
        return _with_messages(result, runs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  # BaseChatModel's signature
        **kwargs: Any,
    ) -> ChatResult:
        result = await complete_async(self.bound, messages, stop, kwargs)
        again = _for_one(result, kwargs)

        async def call(asked: list[BaseMessage]) -> AIMessage:
            return first(await complete_async(self.bound, asked, stop, again))

        exchanges = [self._exchange(messages, message, kwargs) for message in _messages(result)]
        consult = consulting_async(self.bound, kwargs)
        return _with_messages(result, [await each.arun(call, consult) for each in exchanges])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002  # BaseChatModel's signature
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        showing = self._showing(messages, kwargs)
        for chunk in chunks(self.bound, messages, stop, kwargs):
            yield from showing.hear(chunk)
        if not showing.held:
            return
        exchange = self._shown(showing)
        consult = consulting(self.bound, kwargs)
        message = exchange.run(lambda asked: merged(chunks(self.bound, asked, stop, kwargs)), consult)
        yield from replay(showing.held, message, showing.left)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002  # BaseChatModel's signature
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        showing = self._showing(messages, kwargs)
        async for chunk in chunks_async(self.bound, messages, stop, kwargs):
            for shown in await showing.ahear(chunk):
                yield shown
        if not showing.held:
            return

        async def call(asked: list[BaseMessage]) -> AIMessage:
            return merged([chunk async for chunk in chunks_async(self.bound, asked, stop, kwargs)])

        message = await self._shown(showing).arun(call, consulting_async(self.bound, kwargs))
        for chunk in replay(showing.held, message, showing.left):
            yield chunk


def _messages(result: ChatResult) -> list[AIMessage]:
    return [generation.message for generation in result.generations if isinstance(generation.message, AIMessage)]


def _with_messages(result: ChatResult, messages: list[AIMessage]) -> ChatResult:
    pairs = zip(result.generations, messages, strict=True)
    return ChatResult(generations=[_with_message(*pair) for pair in pairs], llm_output=result.llm_output)


def _with_message(generation: ChatGeneration, message: AIMessage) -> ChatGeneration:
    known = {name: message.response_metadata.get(name) for name in generation.generation_info or ()}
    return ChatGeneration(message=message, generation_info=known or None)


def _for_one(result: ChatResult, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings to ask again with: a better reply is asked for once, however many choices were wanted."""
    return {**settings, "n": 1} if len(result.generations) > 1 else settings


def _is_structured(settings: Mapping[str, Any]) -> bool:
    return any(_is_schema(settings.get(name)) for name in _STRUCTURED)


def _is_schema(setting: Any) -> bool:
    return bool(setting) and setting != {"type": "text"}
