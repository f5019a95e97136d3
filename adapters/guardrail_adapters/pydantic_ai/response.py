"""The reply in a model's response: read, and exchanged without touching what stands beside its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_ai.messages import Citation, ModelRequestAttempt, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import ModelRequestParameters

from guardrail.types import Action, Outcome, Reply
from guardrail.wire.annotations import Shift
from guardrail.wire.messages_blocks import dealt, joined

_STRUCTURED = ("native", "prompted")
_THINKING = "thinking"


def now() -> datetime:
    """The time, as Pydantic AI tells it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Made:
    """A call of a model: when it began, and what came of it."""

    began: datetime
    response: ModelResponse

    @property
    def failed(self) -> ModelRequestAttempt:
        """The call as one whose words are not delivered."""
        return ModelRequestAttempt(
            model_name=self.response.model_name or "",
            provider_name=self.response.provider_name,
            outcome="rejected",
            timestamp=self.began,
            duration=max(self.response.timestamp - self.began, timedelta()),
            usage=self.response.usage,
        )


def reply_of(made: Made, parameters: ModelRequestParameters) -> Reply:
    """The reply in what came of a request, which rides along as its payload."""
    response = made.response
    return Reply(
        joined(_texts(response.parts)),
        refusal=response.finish_reason == "content_filter",
        tool_calls=any(isinstance(part, ToolCallPart) for part in response.parts),
        structured=parameters.output_mode in _STRUCTURED,
        truncated=response.finish_reason == "length",
        tokens=response.usage.total_tokens,
        payload=made,
    )


def delivered(outcome: Outcome) -> ModelResponse:
    """The response with the words that are delivered: the first one where that holds what the other lacks."""
    first: ModelResponse = outcome.original.reply.payload.response
    source: ModelResponse = outcome.reply.payload.response
    text = outcome.reply.text
    if _kinds(first) - _kinds(source):
        return _reworded(first, text, edited=False)
    if joined(_texts(source.parts)) == text:
        return source
    return _reworded(source, text, edited=outcome.action is Action.REWRITE)


def _kinds(response: ModelResponse) -> frozenset[str]:
    """What stands beside the words; what was thought before other words is not missed."""
    return frozenset(part.part_kind for part in response.parts if not isinstance(part, TextPart)) - {_THINKING}


def _texts(parts: Sequence[Any]) -> list[str]:
    return [part.content if isinstance(part, TextPart) else "" for part in parts]


def _reworded(response: ModelResponse, text: str, edited: bool) -> ModelResponse:
    """The response with other words; one without any has them behind what was thought."""
    parts, texts = list(response.parts), _texts(response.parts)
    if not any(texts):
        place = sum(1 for part in parts if part.part_kind == _THINKING)
        return replace(response, parts=[*parts[:place], TextPart(text), *parts[place:]])
    fresh = zip(parts, texts, dealt(texts, text, edited), strict=True)
    kept = [part if old == new else _part(part, new) for part, old, new in fresh if new or not old]
    return replace(response, parts=kept)


def _part(part: Any, text: str) -> Any:
    """A text part in other words, without its id, for which a provider would take its own copy of the old ones, and
    without what the provider said of those.
    """
    citations = list(_moved(part.citations or (), Shift(part.content, text))) or None
    return replace(part, content=text, id=None, provider_details=None, citations=citations)


def _moved(citations: Sequence[Citation], shift: Shift) -> Iterator[Citation]:
    """The citations at their words' new places, less those whose words are gone."""
    for citation in citations:
        anchor = citation.anchor
        if anchor is None:
            yield citation
        elif place := shift.moved({"start_index": anchor.start, "end_index": anchor.end}):
            moved = replace(anchor, start=place["start_index"], end=place["end_index"])
            yield replace(citation, anchor=moved)
