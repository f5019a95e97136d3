"""One event of a stream, and the object in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from guardrail.errors import InputError
from guardrail.wire.body import Json, parsed
from guardrail.wire.sse import Event


@dataclass(frozen=True, slots=True)
class ObjectFrame:
    """One event of the stream and the object in it; {} where it holds none (a comment).

    `words` are those that it adds to the reply, by its index, with what parts them from the words before.
    """

    event: Event
    body: Json
    words: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event) -> Self:
        """Read the object in an event; what is none rides along."""
        try:
            return cls(event, parsed(event.data or ""))
        except InputError:
            return cls(event, {})

    @property
    def raw(self) -> bytes:
        """The bytes it came in."""
        return self.event.raw

    def part(self, name: str) -> Json:
        """The object under a name, {} where there is none."""
        found = self.body.get(name)
        return found if isinstance(found, Mapping) else {}
