"""A call of a model in the Agents SDK: the conversation in it, and how to make it again for a better reply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from agents.agent_output import AgentOutputSchemaBase
from agents.handoffs import Handoff
from agents.items import ModelResponse
from agents.model_settings import ModelSettings
from agents.models.interface import Model, ModelTracing
from agents.tool import Tool

from guardrail.types import Conversation
from guardrail.wire.body import parsed
from guardrail.wire.responses_request import ResponsesRequest

_NAMES = ("system_instructions", "input", "model_settings", "tools", "output_schema", "handoffs", "tracing")


@dataclass(frozen=True)
class Call:
    """What a model is called with, as `Model.get_response` names it."""

    model: Model
    system_instructions: str | None
    input: Any
    model_settings: ModelSettings
    tools: list[Tool]
    output_schema: AgentOutputSchemaBase | None
    handoffs: list[Handoff[Any, Any]]
    tracing: ModelTracing
    kept: dict[str, Any]

    @classmethod
    def of(cls, model: Model, *args: Any, **kwargs: Any) -> Call:
        """A call from its arguments; what the provider keeps (`previous_response_id` and so on) comes by name."""
        given = {**dict(zip(_NAMES, args, strict=False)), **kwargs}
        return cls(model, **{name: given.pop(name) for name in _NAMES}, kept=given)

    @property
    def request(self) -> ResponsesRequest:
        """The call as a request of the API whose shapes the SDK speaks. Raises InputError."""
        structured = self.output_schema is not None and not self.output_schema.is_plain_text()
        body = {
            "instructions": self.system_instructions,
            "input": self.input,
            "text": {"format": {"type": "json_schema" if structured else "text"}},
            "previous_response_id": self.kept.get("previous_response_id"),
            "conversation": self.kept.get("conversation_id"),
            "prompt": {"id": ""} if self.kept.get("prompt") else None,
        }
        return ResponsesRequest.of({name: value for name, value in body.items() if value is not None})

    def again(self, conversation: Conversation) -> Call:
        """The call that asks for a better reply. Raises AskError where the provider keeps the conversation."""
        body = parsed(self.request.repair(conversation))
        return replace(self, system_instructions=body.get("instructions"), input=body["input"])

    def question(self, conversation: Conversation) -> Call:
        """A call that asks the same model something else, without tools, formats and what the provider keeps."""
        task, *turns = conversation.to_openai()
        kept = dict.fromkeys(self.kept)
        plain = replace(self, model_settings=ModelSettings(), tools=[], output_schema=None, handoffs=[], kept=kept)
        return replace(plain, system_instructions=task["content"], input=turns)

    async def made(self) -> ModelResponse:
        """What comes of it. Raises what the model raises."""
        named = {name: getattr(self, name) for name in _NAMES}
        return await self.model.get_response(**named, **self.kept)
