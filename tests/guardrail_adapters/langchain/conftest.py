from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from guardrail import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail.types import Mode

BAD = "Things happen, and you will surely get over this quite soon."
GOOD = "I am so sorry that your dog died this morning, and that it was so sudden."


class Scripted(BaseChatModel):
    """Answers with the replies in turn, streams strings word by word, remembers what it was asked."""

    replies: list[Any]
    model_name: str = "scripted-1"
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    settings: list[dict[str, Any]] = Field(default_factory=list)
    streams: list[bool] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        chosen = {"tool_choice": tool_choice} if tool_choice else {}
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **chosen, **kwargs)

    def _next(self, messages: list[BaseMessage], settings: dict[str, Any], streams: bool) -> list[AIMessage]:
        self.asked.append(messages)
        self.settings.append(settings)
        self.streams.append(streams)
        reply = self.replies[len(self.asked) - 1]
        if isinstance(reply, Exception):
            raise reply
        choices = reply if isinstance(reply, tuple) else (reply,)
        return [_message(choice) for choice in choices]

    def _generate(self, messages, stop=None, run_manager=None, **kwargs) -> ChatResult:
        choices = self._next(messages, kwargs, streams=False)
        return ChatResult(generations=[ChatGeneration(message=message) for message in choices])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs) -> Iterator[ChatGenerationChunk]:
        (message,) = self._next(messages, kwargs, streams=True)
        if not isinstance(message.content, str) or message.tool_calls:
            yield ChatGenerationChunk(message=AIMessageChunk(**message.model_dump(exclude={"type"})))
            return
        for word in re.findall(r"\S+\s*", message.content):
            yield ChatGenerationChunk(message=AIMessageChunk(word, id=message.id))
        usage = message.usage_metadata
        yield ChatGenerationChunk(message=AIMessageChunk("", id=message.id, usage_metadata=usage))


def _message(reply: str | AIMessage) -> AIMessage:
    if isinstance(reply, AIMessage):
        return reply.model_copy()
    return AIMessage(reply, usage_metadata={"input_tokens": 10, "output_tokens": 5, "total_tokens": 15})


@pytest.fixture
def scripted():
    def build(*replies: Any, **fields: Any) -> Scripted:
        return Scripted(replies=list(replies), **fields)

    return build


@pytest.fixture
def build_guard():
    """A guard that flags "get over", mends "somewhat" by editing, and regenerates at most twice."""

    def build(**policy: Any) -> Guard:
        detectors = [
            FlagWords("get over"),
            FlagWords("somewhat ", mode=Mode.CONFLICT_AVOIDANCE, replacement=""),
        ]
        return Guard(Policy(name="test", **policy), detectors=detectors)

    return build


@pytest.fixture
def guard(build_guard):
    return build_guard()


@pytest.fixture
def doubting():
    """A guard that is unsure of "get over" and asks the model for a second opinion."""
    policy = Policy(name="test", second_opinion={"model": "upstream"})
    return Guard(policy, detectors=[FlagWords("get over", score=0.4)])


@pytest.fixture
def opinion():
    """What a model answers that finds the first mode present."""
    return json.dumps({Mode.EMOTIONAL_ATTENUATION: {"level": 2, "words": ["get over"]}})


@pytest.fixture
def person():
    return [HumanMessage("My dog barks this morning.")]


@pytest.fixture
def bad():
    return BAD


@pytest.fixture
def good():
    return GOOD
