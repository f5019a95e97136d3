"""What a detector is, and which ones ship."""

from __future__ import annotations

from typing import Protocol

from guardrail.policy.schema import Rules
from guardrail.reading.reading import Reading
from guardrail.types import Finding, Mode


class Detector(Protocol):
    """Reads one mode off a reply: how likely a careful reader raises it, and on what evidence."""

    @property
    def mode(self) -> Mode:
        """The mode that `assess` speaks about."""

    @property
    def inline(self) -> bool:
        """True where `assess` only computes, in bounded time, and so may run on the caller's thread.

        Anything that may wait (a model, the network) says False: it runs on a thread that is abandoned when time is up.
        """

    def assess(self, reading: Reading) -> Finding:
        """The mode's finding, scored 0..1. May raise: the engine turns that into the third state."""


def shipped(rules: Rules) -> tuple[Detector, ...]:
    """The four detectors, with the policy's rule packs."""
    return ()
