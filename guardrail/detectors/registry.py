"""What a detector is, and which ones ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from guardrail.detectors import alienation, attenuation, avoidance, granularity
from guardrail.detectors.detector import SignalDetector
from guardrail.detectors.model import fitted
from guardrail.detectors.phrases import RuleBook, rule_book
from guardrail.detectors.signals import Measure
from guardrail.policy.schema import Rules
from guardrail.reading.reading import Reading
from guardrail.types import Finding, Integrity, Mode


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


@dataclass(frozen=True, slots=True)
class Definition:
    """A mode as it is judged: how its signals are read, which integrity it breaks, and the sentence of why."""

    measure: Measure
    integrity: Integrity
    why: str


MEASURES: dict[Mode, Definition] = {
    Mode.EMOTIONAL_ATTENUATION: Definition(
        attenuation.measure, Integrity.EMOTION, "the reply dilutes what the person feels"
    ),
    Mode.GRANULARITY_MISMATCH: Definition(
        granularity.measure, Integrity.INTENT, "the reply's depth does not fit what was asked"
    ),
    Mode.CONFLICT_AVOIDANCE: Definition(avoidance.measure, Integrity.INTENT, "the reply slides away from what is hard"),
    Mode.LINGUISTIC_ALIENATION: Definition(
        alienation.measure, Integrity.CONTEXT, "the reply keeps the person at arm's length"
    ),
}


def shipped(rules: Rules) -> tuple[Detector, ...]:
    """The four detectors, with the policy's rule packs. Raises RuleError for a pack that is wrong."""
    book = rule_book(rules)
    return tuple(_detector(mode, book) for mode in Mode)


def _detector(mode: Mode, book: RuleBook) -> SignalDetector:
    definition = MEASURES[mode]
    return SignalDetector(mode, definition.measure, definition.integrity, definition.why, book, fitted(mode))
