"""The form of the labelled items: a line of a set, and a line of labels."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from guardrail.bench.items import LEVELS
from guardrail.types import Dimension, Mode

Domain = Literal[
    "mental_health",
    "education",
    "customer_service",
    "creative",
    "workplace",
    "health",
    "family",
    "everyday",
    "faith_and_culture",
    "finance",
]
Text = Annotated[str, Field(min_length=1)]


def _level(value: Any) -> int:
    if type(value) is not int or value not in LEVELS:
        raise ValueError(", ".join(map(str, LEVELS)))
    return value


class Line(BaseModel):
    """A line of a file: no field too many, no type bent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Turn(Line):
    """A message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: Text


class Row(Line):
    """An item as its set has it, without its labels."""

    id: Text
    scenario: Text
    domain: Domain
    dimension: Dimension
    messages: tuple[Turn, ...]
    reply: Text
    persona: str = ""


class Reading(Line):
    """What one reader says of one item."""

    id: Text
    labels: dict[Mode, Annotated[int, BeforeValidator(_level)]]
    trap: bool = False
