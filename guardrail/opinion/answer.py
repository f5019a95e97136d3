"""The judge model's answer: JSON that is what was asked for, or no answer at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guardrail.types import Mode

_LONGEST = 20_000  # characters
_FENCED = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n\s*```\s*\Z", re.DOTALL)


class Said(BaseModel):
    """What the judge says of one mode: its level, and the words of the reply that it points at."""

    model_config = ConfigDict(frozen=True)

    level: Annotated[int, Field(ge=0, le=2)]
    words: tuple[str, ...] = ()


_ANSWER = TypeAdapter(dict[Mode, Said])


def read_answer(text: str, modes: Collection[Mode]) -> Mapping[Mode, Said] | None:
    """What is said of each of `modes`; None where the answer is not the JSON that was asked for, in a fence or bare."""
    fenced = _FENCED.match(text)
    try:
        said = _ANSWER.validate_json(fenced[1] if fenced else text[:_LONGEST], strict=True)
    except ValidationError:
        return None
    return {mode: said[mode] for mode in modes} if said.keys() >= set(modes) else None
