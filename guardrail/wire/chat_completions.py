"""Responses of OpenAI's Chat Completions API: bytes to replies, and back with other words where words changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json, parsed, written
from guardrail.wire.calls import Source, calls, summed
from guardrail.wire.chat_choice import reply_of, rewritten
from guardrail.wire.chat_chunks import CompletionListener, CompletionStream
from guardrail.wire.chat_request import ChatRequest


def decode(request: ChatRequest, media_type: str, content: bytes) -> CompletionStream | Completion:
    """Read the body of a response with status 200.

    Raises InputError (Unreadable where the body's kind is the reason) when it holds no reply that could be judged.
    """
    if media_type == "text/event-stream":
        return CompletionListener(request).heard(content)
    if media_type in ("application/json", ""):
        return Completion.decode(request, content)
    raise Unreadable(f"content type {media_type}")


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole response."""

    raw: bytes = field(repr=False)
    body: Json = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: ChatRequest, content: bytes) -> Completion:
        """Read a response's bytes. Raises InputError."""
        body = parsed(content)
        found = body.get("choices")
        choices = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []
        replies = {
            _index(place, choice): reply_of(body, choice, request.structured) for place, choice in enumerate(choices)
        }
        if not replies or len(replies) != len(choices):
            raise InputError("no choices" if not choices else "two choices with one index")
        return cls(content, body, replies)

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The response with what is delivered; the bytes that came where no words changed."""
        if not any(outcome.changed for outcome in outcomes.values()):
            return self.raw
        body: dict[str, Any] = {**_envelope(self.body, outcomes), "choices": list(self._choices(outcomes))}
        if self.body.get("usage"):
            usages = [source.response.get("usage") for source in calls(outcomes.values())]
            body["usage"] = reduce(summed, usages, self.body["usage"])
        return written(body)

    def _choices(self, outcomes: Mapping[int, Outcome]) -> Iterable[Any]:
        for place, choice in enumerate(self.body["choices"]):
            outcome = outcomes.get(_index(place, choice)) if isinstance(choice, Mapping) else None
            yield rewritten(choice, outcome) if outcome and outcome.changed else choice


def _index(place: int, choice: Json) -> int:
    index = choice.get("index")
    return index if isinstance(index, int) else place


def _envelope(body: Json, outcomes: Mapping[int, Outcome]) -> Json:
    """The fields around the choices: those of the new call when the only choice comes from it, else as they came."""
    source = next(iter(outcomes.values())).reply.payload
    return source.response if len(outcomes) == 1 and isinstance(source, Source) else body
