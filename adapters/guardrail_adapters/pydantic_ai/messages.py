"""Pydantic AI's messages and the guard's conversation, each from the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic_ai.messages import (
    InstructionPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextContent,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters

from guardrail.types import Conversation, Message

Asked = tuple[list[ModelMessage], ModelRequestParameters]

_ORIGIN = "pydantic_ai"
_INSTRUCTIONS = "instructions"
_FRAMES = ("<pyai:", "<system>")  # in these Pydantic AI puts its own words where a provider takes only the person's


def conversation_of(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> Conversation:
    """The conversation that the model answers, the instructions first.

    A part of a request that neither the person nor the system wrote (results of tools, requests to try again) is a
    tool's turn.
    """
    told = InstructionPart.join(_instructions(messages, parameters))
    opening = [_turn("system", told, _INSTRUCTIONS)] if told else []
    return Conversation((*opening, *(turn for message in messages for turn in _turns(message))))


def asking(messages: Sequence[ModelMessage], parameters: ModelRequestParameters, conversation: Conversation) -> Asked:
    """The request again, with what has been added to its conversation since: to a part, or to the instructions."""
    changed: dict[int, Any] = {}
    added = list[str]()
    for turn in conversation.messages:
        origin, content = turn.raw.get(_ORIGIN), turn.raw["content"]
        if origin is None or origin == _INSTRUCTIONS:
            told = InstructionPart.join(_instructions(messages, parameters)) if origin else None
            added.append(content.removeprefix(told or "").strip())
        elif content is not turn.raw["was"]:
            changed[id(origin)] = replace(origin, content=_longer(origin.content, content))
    parts = [*_instructions(messages, parameters), *(InstructionPart(words) for words in added if words)]
    fresh = [_with_parts(message, changed) for message in messages]
    return fresh, replace(parameters, instruction_parts=parts) if any(added) else parameters


def question(conversation: Conversation) -> Asked:
    """A request for an answer to a conversation of the guard's own: no tools, no formats."""
    task, *turns = conversation.messages
    asked = ModelRequest([UserPromptPart(turn.text) for turn in turns], instructions=task.text)
    return [asked], ModelRequestParameters(instruction_parts=[InstructionPart(task.text)])


def _instructions(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> list[InstructionPart]:
    """What an agent gives, or what the last request holds where a model is called without an agent."""
    if parameters.instruction_parts is not None:
        return [*parameters.instruction_parts]
    last = next((message for message in reversed(messages) if isinstance(message, ModelRequest)), None)
    return [InstructionPart(last.instructions)] if last and last.instructions else []


def _turns(message: ModelMessage) -> Iterator[Message]:
    if isinstance(message, ModelResponse):
        yield _turn("assistant", message.text or "", message)
        return
    for part in message.parts:
        if isinstance(part, UserPromptPart):
            content = part.content if isinstance(part.content, str) else [_part(item) for item in part.content]
            framed = any(frame in str(content) for frame in _FRAMES)
            yield _turn("tool" if framed else "user", content, part)
        elif isinstance(part, SystemPromptPart):
            yield _turn("system", part.content, part)
        else:
            yield _turn("tool", part.model_response_str() if isinstance(part, ToolReturnPart) else "", part)


def _turn(role: str, content: Any, origin: Any) -> Message:
    return Message.of({"role": role, "content": content, "was": content, _ORIGIN: origin})


def _part(item: Any) -> dict[str, Any]:
    """A piece of what the person said, in the shape that the guard reads."""
    if isinstance(item, str | TextContent):
        return {"type": "text", "text": item if isinstance(item, str) else item.content}
    return {"type": item.kind}


def _longer(was: Any, content: Any) -> Any:
    """What a part holds, in its own shape, with what has been added at its end."""
    return content if isinstance(was, str) else [*was, *(part["text"] for part in content[len(was) :])]


def _with_parts(message: ModelMessage, changed: dict[int, Any]) -> ModelMessage:
    if isinstance(message, ModelResponse) or not any(id(part) in changed for part in message.parts):
        return message
    return replace(message, parts=[changed.get(id(part), part) for part in message.parts])
