"""One call of a model through LiteLLM: the conversation in it, and how to make it again for a better reply."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import litellm
from litellm.constants import OPENAI_CHAT_COMPLETION_PARAMS
from litellm.types.utils import all_litellm_params

from guardrail.asks import AskOpinion
from guardrail.engine import Guard
from guardrail.types import Conversation, Outcome, Reply
from guardrail.wire.chat_completions import decode
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.wires import Decoded, answered
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.litellm.shapes import content_of, frames_of

Complete = Callable[..., Awaitable[Any]]

_NOT_AGAIN = frozenset(
    "messages n stream stream_options guardrails litellm_logging_obj litellm_call_id deployment".split()
)
_OF_THE_ANSWER = frozenset(
    "tools tool_choice parallel_tool_calls functions function_call response_format stop max_tokens "
    "max_completion_tokens logprobs top_logprobs modalities audio prediction".split()
)
_asking: ContextVar[bool] = ContextVar("asking", default=False)


def asks_again() -> bool:
    """Whether the running call asks for a better reply: what comes of it is judged by who asked."""
    return _asking.get()


def serving() -> Complete:
    """What makes the calls of a proxy's client: its router, where there is one."""
    router = getattr(sys.modules.get("litellm.proxy.proxy_server"), "llm_router", None)
    complete: Complete = router.acompletion if router else litellm.acompletion
    return complete


@dataclass(frozen=True)
class Call:
    """A call that was made: what LiteLLM knows of it, and what made it."""

    guard: Guard
    data: dict[str, Any] = field(repr=False)
    complete: Complete

    @cached_property
    def request(self) -> ChatRequest:
        """The request in OpenAI's shape, as far as the guard reads it. Raises InputError."""
        messages, wanted = self.data.get("messages"), self.data.get("response_format")
        plain = [_plain(item) for item in messages] if isinstance(messages, list) else messages
        schema = {"type": "json_schema"} if isinstance(wanted, type) else wanted  # the SDK takes a model's class too
        return ChatRequest.of({"messages": plain, "response_format": schema})

    def read(self, response: Any) -> Decoded:
        """The replies in a response. Raises InputError, Unreadable for any but a chat completion."""
        return decode(self.request, "application/json", content_of(response))

    def read_stream(self, chunks: Sequence[Any]) -> Decoded:
        """The replies in a whole stream. Raises as `read` does."""
        return decode(self.request, "text/event-stream", frames_of(chunks))

    async def outcomes(self, replies: Mapping[int, Reply]) -> dict[int, Outcome]:
        """Every reply judged and repaired on its own."""
        endpoint = judge_of(self.guard.policy)
        conversation, judge = self.request.conversation, endpoint.aask if endpoint else self._judge
        running = (self.guard.arun(conversation, reply, self._ask, judge) for reply in replies.values())
        return dict(zip(replies, await asyncio.gather(*running), strict=True))

    async def _ask(self, conversation: Conversation) -> Reply:
        return await self._said(conversation, self._again)

    async def _judge(self, request: AskOpinion) -> Reply:
        settings = {name: value for name, value in self._again.items() if name not in _OF_THE_ANSWER}
        return await self._said(request.conversation, settings)

    async def _said(self, conversation: Conversation, settings: Mapping[str, Any]) -> Reply:
        _asking.set(True)  # the engine runs this as a task, whose context is its own
        return answered(self.read(await self.complete(**settings, messages=conversation.to_openai())))

    @property
    def _again(self) -> dict[str, Any]:
        """The call's own settings: copies, as LiteLLM writes into some of them."""
        names = self._sent - _NOT_AGAIN
        kept = {name: value for name, value in self.data.items() if name in names and not name.startswith("_litellm")}
        return {name: _copied(value) for name, value in kept.items()}

    @property
    def _sent(self) -> frozenset[str]:
        """What the call was made with. A proxy keeps notes of its own beside it, keys of providers included, and
        LiteLLM sends on whatever it does not know.
        """
        request = self.data.get("proxy_server_request")
        if request is None:
            return frozenset(self.data)
        return frozenset((*(request.get("body") or ()), *OPENAI_CHAT_COMPLETION_PARAMS, *all_litellm_params))


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def _plain(message: Any) -> Any:
    return message.model_dump() if isinstance(message, litellm.Message) else message
