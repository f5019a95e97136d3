"""The further calls of the model that were made on the way to a reply, and what all of them cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrail.types import Action, Outcome
from guardrail.wire.body import Json


@dataclass(frozen=True, slots=True)
class Source:
    """The response, and the choice in it, that a reply's words came in. It travels as the reply's payload."""

    response: Json
    choice: Json


def calls(outcomes: Iterable[Outcome]) -> Iterator[Source]:
    """The further calls of the model that were made on the way, each once: for better replies, and for opinions."""
    attempts = [attempt for outcome in outcomes for attempt in outcome.attempts]
    answers = [attempt.reply for attempt in attempts if attempt.action is Action.REGENERATE]
    answers += [attempt.opinion.answer for attempt in attempts if attempt.opinion and attempt.opinion.answer]
    yield from (answer.payload for answer in answers if isinstance(answer.payload, Source))


def summed(usage: Any, more: Any) -> Any:
    """Token counts added up, nested details included; what is not a count stays as it first came."""
    if isinstance(usage, Mapping) and isinstance(more, Mapping):
        return {**more, **{key: summed(value, more.get(key)) for key, value in usage.items()}}
    if isinstance(usage, bool) or isinstance(more, bool):
        return usage
    if isinstance(usage, int | float) and isinstance(more, int | float):
        return usage + more
    return more if usage is None else usage


def counted(usage: Any) -> int:
    """The tokens of a usage, question and answer together; 0 where it does not say."""
    counts = usage if isinstance(usage, Mapping) else {}
    total = counts.get("total_tokens")
    parts = [total] if isinstance(total, int) else [counts.get(name) for name in ("input_tokens", "output_tokens")]
    return sum(part for part in parts if isinstance(part, int))
