"""Calls of a wrapped chat model that are no runs of their own.

A run inside a run would show drafts to whoever listens and count every token twice, so these enter below the callbacks,
where caching, rate limits and streaming settings of the model still apply.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from guardrail_adapters.langchain.messages import as_chunk

Settings = Mapping[str, Any]
Call = Callable[[list[BaseMessage]], AIMessage]
CallAsync = Callable[[list[BaseMessage]], Awaitable[AIMessage]]


def complete(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, settings: Settings
) -> ChatResult:
    """Every choice of one call."""
    return model._generate_with_cache(messages, stop=stop, **settings)


async def complete_async(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, settings: Settings
) -> ChatResult:
    """`complete` for asynchronous code."""
    return await model._agenerate_with_cache(messages, stop=stop, **settings)


def chunks(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, settings: Settings
) -> Iterator[ChatGenerationChunk]:
    """One call as it comes; a model that does not stream gives a single chunk."""
    if not model._should_stream(async_api=False, **{**settings, "stream": True}):
        yield ChatGenerationChunk(message=as_chunk(first(complete(model, messages, stop, settings))))
        return
    if model.rate_limiter:
        model.rate_limiter.acquire(blocking=True)
    yield from model._stream(messages, stop=stop, **settings)


async def chunks_async(
    model: BaseChatModel, messages: list[BaseMessage], stop: list[str] | None, settings: Settings
) -> AsyncIterator[ChatGenerationChunk]:
    """`chunks` for asynchronous code."""
    if not model._should_stream(async_api=True, **{**settings, "stream": True}):
        yield ChatGenerationChunk(message=as_chunk(first(await complete_async(model, messages, stop, settings))))
        return
    if model.rate_limiter:
        await model.rate_limiter.aacquire(blocking=True)
    async for chunk in model._astream(messages, stop=stop, **settings):
        yield chunk


def consulting(model: BaseChatModel, settings: Settings) -> Call:
    """What asks the same model something else, without the tools and formats of a call with `settings`."""
    return lambda messages: first(complete(model, messages, None, _plain(settings)))


def consulting_async(model: BaseChatModel, settings: Settings) -> CallAsync:
    """`consulting` for asynchronous code."""

    async def call(messages: list[BaseMessage]) -> AIMessage:
        return first(await complete_async(model, messages, None, _plain(settings)))

    return call


def first(result: ChatResult) -> AIMessage:
    """The message of the first choice."""
    message = result.generations[0].message
    assert isinstance(message, AIMessage)  # chat models answer with nothing else
    return message


def _plain(settings: Settings) -> Settings:
    return {name: settings[name] for name in settings if name == "model"}
