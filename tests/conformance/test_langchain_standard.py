"""LangChain's own tests of what a chat model must do, on a guarded model whose every reply is put right first."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from guardrail import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.langchain import GuardedChatModel

DRAFT, BETTER = "Hello. Things happen.", "Hello. It is good that you are here."
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("Things happen")])
VALUES = {"integer": 3, "string": "你好 こんにちは"}


class Local(BaseChatModel):
    """Calls the first tool it may, says the draft, and something better where a system message asks for it."""

    model_name: str = "local-1"

    @property
    def _llm_type(self) -> str:
        return "local"

    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _answer(self, messages, tools=(), tool_choice=None, model="", **settings: Any) -> AIMessage:
        named = [tool for tool in tools if tool["function"]["name"] == tool_choice] or tools
        calls = [_call(named[0]["function"])] if named and not isinstance(messages[-1], ToolMessage) else []
        words = BETTER if isinstance(messages[0], SystemMessage) else DRAFT
        usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
        told = {"model_name": model or self.model_name, "model_provider": "local"}
        return AIMessage("" if calls else words, tool_calls=calls, usage_metadata=usage, response_metadata=told)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages, **kwargs))])

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        message = self._answer(messages, **kwargs)
        for word in message.text.split(" ") if message.text else ():
            yield ChatGenerationChunk(message=AIMessageChunk(f"{word} "))
        rest = message.model_dump(exclude={"type", "content"})
        yield ChatGenerationChunk(message=AIMessageChunk("", **rest, chunk_position="last"))


def _call(tool):
    schema = tool.get("parameters", {}).get("properties", {})
    args = {name: VALUES.get(field.get("type", "string")) for name, field in schema.items()}
    return {"name": tool["name"], "args": args, "id": "c1", "type": "tool_call"}


class Guarded:
    """What both suites are told of the model."""

    @property
    def chat_model_class(self):
        return GuardedChatModel

    @property
    def chat_model_params(self):
        return {"bound": Local(), "guard": GUARD}


class TestUnits(Guarded, ChatModelUnitTests):
    pass


class TestIntegration(Guarded, ChatModelIntegrationTests):
    """What needs no network. JSON mode is the wrapped model's own."""

    has_tool_choice = True
    model_override_value = "local-2"
    supports_anthropic_inputs = True
    supports_model_override = True


@pytest.mark.parametrize("way", ["invoke", "stream"])
def test_the_suites_see_repaired_replies(way):
    model = GuardedChatModel(bound=Local(), guard=GUARD)
    said = model.invoke("Hello").text if way == "invoke" else "".join(part.text for part in model.stream("Hello"))
    assert said.strip() == BETTER
