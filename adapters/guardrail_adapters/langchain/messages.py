"""LangChain's messages and the guard's types, each from the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    convert_to_messages,
)
from langchain_core.prompt_values import PromptValue

from guardrail.types import ROLES, Conversation, Message, Reply
from guardrail_adapters.langchain.content import text_of

_ROLES: tuple[tuple[type[BaseMessage], str], ...] = (
    (HumanMessage, "user"),
    (AIMessage, "assistant"),
    (SystemMessage, "system"),
    (FunctionMessage, "function"),
)
_CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_REFUSED = frozenset({"content_filter", "refusal", "SAFETY"})


def messages_from(given: Any) -> list[BaseMessage]:
    """Messages from what a chat model takes: a string, a prompt value, or a list of messages in any form."""
    if isinstance(given, str):
        return [HumanMessage(given)]
    return given.to_messages() if isinstance(given, PromptValue) else convert_to_messages(given)


def conversation_of(messages: Iterable[BaseMessage], known: bool = True) -> Conversation:
    """The conversation that the model answers; `known` is False where its history is on the provider's side."""
    return Conversation(tuple(_message(message) for message in messages), known)


def messages_of(conversation: Conversation) -> list[BaseMessage]:
    """The messages that `conversation_of` read, with the guidance that has been added since."""
    return [_original(message) for message in conversation.messages]


def reply_of(message: AIMessage, structured: bool = False) -> Reply:
    """The reply in a message; the message itself rides along as its payload."""
    reason = _finish_reason(message)
    return Reply(
        text_of(message.content),
        refusal=reason in _REFUSED or _refuses(message),
        tool_calls=bool(message.tool_calls or message.invalid_tool_calls),
        structured=structured,
        truncated=reason in _CUT_OFF,
        payload=message,
    )


def as_chunk(message: AIMessage) -> AIMessageChunk:
    """A whole message as the only chunk of a stream."""
    if isinstance(message, AIMessageChunk):
        return message
    return AIMessageChunk(**message.model_dump(exclude={"type"}), chunk_position="last")


def _message(message: BaseMessage) -> Message:
    return Message.of({"role": _role(message), "content": message.content, "langchain": message})


def _role(message: BaseMessage) -> str:
    if isinstance(message, ChatMessage) and message.role in ROLES:
        return message.role
    known = (role for kind, role in _ROLES if isinstance(message, kind))
    return next(known, "tool")  # a role of the provider's own is neither the person nor the assistant


def _original(message: Message) -> BaseMessage:
    original, content = message.raw.get("langchain"), message.raw["content"]
    if not isinstance(original, BaseMessage):
        return SystemMessage(content)
    return original if original.content == content else original.model_copy(update={"content": content})


def _finish_reason(message: AIMessage) -> str:
    metadata = message.response_metadata
    return str(metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason") or "")


def _refuses(message: AIMessage) -> bool:
    blocks = [] if isinstance(message.content, str) else message.content
    typed = any(isinstance(block, dict) and block.get("type") == "refusal" for block in blocks)
    return typed or bool(message.additional_kwargs.get("refusal"))
