"""Responses of Anthropic's Messages API: bytes to a reply, and back with other words where words changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json, parsed, written
from guardrail.wire.calls import Source
from guardrail.wire.messages_blocks import calls_tool, joined, reworded, words_of
from guardrail.wire.messages_envelope import edited, ended, named, reply_of, used
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.messages_stream import MessageListener, MessageStream


def decode(request: MessagesRequest, media_type: str, content: bytes) -> MessageStream | WholeMessage:
    """Read the body of a response with status 200.

    Raises InputError (Unreadable where the body's kind is the reason) when it holds no reply that could be judged.
    """
    if media_type == "text/event-stream":
        return MessageListener(request).heard(content)
    if media_type in ("application/json", ""):
        return WholeMessage.decode(request, content)
    raise Unreadable(f"content type {media_type}")


@dataclass(frozen=True, slots=True)
class WholeMessage:
    """A response that is not streamed."""

    raw: bytes = field(repr=False)
    body: Json = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: MessagesRequest, content: bytes) -> WholeMessage:
        """Read a response's bytes. Raises InputError."""
        body = parsed(content)
        blocks = body.get("content")
        if not isinstance(blocks, list):
            raise InputError(f"content: found {type(blocks).__name__}; allowed: a list")
        text = joined([words_of(block) for block in blocks])
        calls = any(map(calls_tool, blocks))
        source = Source(body, body)
        return cls(content, body, {0: reply_of(text, body.get("stop_reason"), calls, request.structured, source)})

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The response with what is delivered; the bytes that came where no words changed."""
        outcome = outcomes[0]
        if not outcome.changed:
            return self.raw
        fresh = used(ended(named(self.body, outcome), outcome), outcome)
        content = reworded(self.body["content"], outcome.reply.text, edited(outcome))
        return written({**fresh, "content": content})
