"""A held stream, sent on: as it came where its words stand, in one chunk where they were changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata, add_usage, subtract_usage
from langchain_core.outputs import ChatGenerationChunk

from guardrail_adapters.langchain.content import text_of
from guardrail_adapters.langchain.exchange import RECORD, is_original, repair_usage
from guardrail_adapters.langchain.messages import as_chunk


def merged(chunks: Iterable[ChatGenerationChunk]) -> AIMessage:
    """The whole message of a stream, with what the provider said at its end."""
    generation = generate_from_stream(iter(chunks)).generations[0]
    message = generation.message
    assert isinstance(message, AIMessage)  # chat models answer with nothing else
    metadata = {**(generation.generation_info or {}), **message.response_metadata}
    return message.model_copy(update={"response_metadata": metadata})


def replay(held: Sequence[ChatGenerationChunk], message: AIMessage, left: int = 0) -> Sequence[ChatGenerationChunk]:
    """The chunks that deliver `message`, of whose first draft, `held`, the first `left` chunks have been sent."""
    if left == len(held):
        return [afterword(message)]
    if not is_original(message):
        return [ChatGenerationChunk(message=_following(held[:left], message) if left else as_chunk(message))]
    *opening, last = held[left:]
    spent = repair_usage(message)
    usage = add_usage(_usage(last), spent) if spent else _usage(last)
    metadata = {**last.message.response_metadata, RECORD: message.response_metadata[RECORD]}
    final = last.message.model_copy(update={"response_metadata": metadata, "usage_metadata": usage})
    return [*opening, ChatGenerationChunk(message=final, generation_info=last.generation_info)]


def afterword(message: AIMessage) -> ChatGenerationChunk:
    """The end of a stream that was shown as it came: no words, only the record of how they were judged."""
    content: str | list[str | dict[str, object]] = "" if isinstance(message.content, str) else []
    metadata = {RECORD: message.response_metadata[RECORD]}
    return ChatGenerationChunk(
        message=AIMessageChunk(content=content, id=message.id, response_metadata=metadata, chunk_position="last")
    )


def _following(sent: Sequence[ChatGenerationChunk], message: AIMessage) -> AIMessageChunk:
    """The chunk that makes `message` of chunks of plain words that were sent: what they do not say already."""
    gone = merged(sent)
    usage, told = message.usage_metadata, gone.response_metadata
    return as_chunk(message).model_copy(
        update={
            "content": text_of(message.content)[len(text_of(gone.content)) :],
            "id": gone.id,
            "usage_metadata": usage and subtract_usage(usage, gone.usage_metadata),
            "response_metadata": {key: value for key, value in message.response_metadata.items() if key not in told},
        }
    )


def _usage(chunk: ChatGenerationChunk) -> UsageMetadata | None:
    return chunk.message.usage_metadata if isinstance(chunk.message, AIMessageChunk) else None
