"""The guard as a step on an object that holds both the conversation and the reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.base import RunnableSerializable
from pydantic import ConfigDict

from guardrail.engine import Guard
from guardrail.errors import InputError
from guardrail_adapters.langchain.bound import Call, CallAsync
from guardrail_adapters.langchain.content import text_of
from guardrail_adapters.langchain.exchange import Exchange
from guardrail_adapters.langchain.messages import as_chunk, conversation_of, messages_from
from guardrail_adapters.langchain.quiet import unseen

Place = str | Callable[[Any], Any]


class GuardStep(RunnableSerializable[Any, Any]):
    """Takes an object that holds the conversation and the reply, gives it back with the reply put right.

    `conversation` is the key of the messages, or a function of the object; `reply` is the key of the reply. With a
    `model` a better reply is asked for, without one only words are edited. A stream is taken in whole first.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    guard: Guard
    conversation: Place
    reply: str = "reply"
    model: BaseChatModel | None = None

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002  # Runnable's signature
        """Judge the reply in `input`; a str, AIMessage or AIMessageChunk comes back in kind.

        Raises InputError when there is no conversation or no reply in it.
        """
        return self._call_with_config(self._judge, input, config, **kwargs)  # type: ignore[arg-type]  # "config" alone is passed by name

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: A002  # Runnable's signature
        """`invoke` for asynchronous code."""
        return await self._acall_with_config(self._ajudge, input, config, **kwargs)  # type: ignore[arg-type]  # as above

    def _judge(self, given: Any, config: RunnableConfig) -> Any:
        return self._answered(given, self._exchange(given).run(self._call(config)))

    async def _ajudge(self, given: Any, config: RunnableConfig) -> Any:
        return self._answered(given, await self._exchange(given).arun(self._call_async(config)))

    def missing(self, given: Any) -> str:
        """What an object would have to hold besides what it holds; "" for nothing."""
        keys = given if isinstance(given, Mapping) else ()
        wanted = [place for place in (self.conversation, self.reply) if isinstance(place, str) and place not in keys]
        return f"guard: found {_named(given)}; allowed: an object with {_listed(wanted)}" if wanted else ""

    def _exchange(self, given: Any) -> Exchange:
        if problem := self.missing(given):
            raise InputError(problem)
        reply = given[self.reply]
        message = AIMessage(reply) if isinstance(reply, str) else reply
        if not isinstance(message, AIMessage):
            raise InputError(f"guard, {self.reply!r}: found {_named(reply)}; allowed: str, AIMessage, AIMessageChunk")
        said = self.conversation(given) if callable(self.conversation) else given[self.conversation]
        return Exchange(self.guard, conversation_of(messages_from(said)), message)

    def _answered(self, given: Mapping[str, Any], message: AIMessage) -> Any:
        kind = type(given[self.reply])
        if issubclass(kind, str):
            return {**given, self.reply: text_of(message.content)}
        return {**given, self.reply: as_chunk(message) if issubclass(kind, AIMessageChunk) else message}

    def _call(self, config: RunnableConfig) -> Call | None:
        model = self.model

        def call(messages: list[BaseMessage]) -> AIMessage:
            assert model is not None  # not called otherwise
            return model.invoke(messages, unseen(config))

        return call if model else None

    def _call_async(self, config: RunnableConfig) -> CallAsync | None:
        model = self.model

        async def call(messages: list[BaseMessage]) -> AIMessage:
            assert model is not None  # not called otherwise
            return await model.ainvoke(messages, unseen(config))

        return call if model else None


def _named(given: Any) -> str:
    return f"an object with {_listed(given)}" if isinstance(given, Mapping) else type(given).__name__


def _listed(keys: Iterable[Any]) -> str:
    return ", ".join(map(repr, keys))
