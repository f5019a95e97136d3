"""LangChain's messages and the guard's types, each from the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
_REASONS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
_CUT_OFF = frozenset({"length", "max_output_tokens", "max_tokens", "model_context_window_exceeded", "model_length"})
_REFUSED = frozenset(
    {
        "blocklist",
        "content_filter",
        "content_filtered",
        "guardrail_intervened",
        "prohibited_content",
        "refusal",
        "safety",
    }
)


def messages_from(given: Any) -> list[BaseMessage]:
    """Messages from what a chat model takes: a string, a prompt value, or a list of messages in any form."""
    if isinstance(given, str):
        return [HumanMessage(given)]
    return given.to_messages() if isinstance(given, PromptValue) else convert_to_messages(given)


def conversation_of(messages: Iterable[BaseMessage], settings: Mapping[str, Any] | None = None) -> Conversation:
    """The conversation that the model answers under the `settings` of its call.

    It is not wholly known where its history is on the provider's side.
    """
    elsewhere = bool(settings and settings.get("previous_response_id"))
    return Conversation(tuple(_message(message) for message in messages), known=not elsewhere)


def messages_of(conversation: Conversation) -> list[BaseMessage]:
    """The messages that `conversation_of` read, with the guidance that has been added since; others by their role."""
    return [_original(message) for message in conversation.messages]


def reply_of(message: AIMessage, structured: bool = False) -> Reply:
    """The reply in a message; the message itself rides along as its payload."""
    reason, usage = _finish_reason(message), message.usage_metadata
    return Reply(
        text_of(message.content),
        refusal=reason in _REFUSED or _refuses(message),
        tool_calls=bool(message.tool_calls or message.invalid_tool_calls),
        structured=structured,
        truncated=reason in _CUT_OFF,
        tokens=usage["total_tokens"] if usage else 0,
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
        return convert_to_messages([{"role": message.role, "content": content}])[0]
    return original if original.content == content else original.model_copy(update={"content": content})


def _finish_reason(message: AIMessage) -> str:
    """Why the reply ended, as the providers' integrations say it: `length`, `MAX_TOKENS`, `FinishReason.SAFETY`."""
    metadata = message.response_metadata
    incomplete = metadata.get("incomplete_details")
    stated = [metadata.get(name) for name in _REASONS]
    stated += [incomplete.get("reason")] if isinstance(incomplete, dict) else []
    reason = next(filter(None, stated), "")
    return str(getattr(reason, "name", reason)).rpartition(".")[2].lower()


def _refuses(message: AIMessage) -> bool:
    blocks = [] if isinstance(message.content, str) else message.content
    typed = any(isinstance(block, dict) and block.get("type") == "refusal" for block in blocks)
    return typed or bool(message.additional_kwargs.get("refusal"))
