"""A fact of a reply: words that have to survive a repair, and all that counts as saying the same."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a reply that has to survive: its kind, its words and where they start.

    `keys` are its readings, any of which is enough; `gives` what its words say besides ("5:30 pm" says "5:30" too).
    A `soft` fact, small or spelled out, may go with a suggestion that nobody asked for.
    """

    kind: str
    words: str
    start: int
    keys: frozenset[str] = field(default=frozenset(), compare=False)
    gives: frozenset[str] = field(default=frozenset(), compare=False)
    soft: bool = field(default=False, compare=False)

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.words)

    @property
    def key(self) -> str:
        """What makes two facts the same: kind of spelling, case, spaces and separators are left out."""
        return min(self.keys, default="")
