"""Signals: single things read off a reply in its conversation, each a number with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from guardrail.detectors.phrases import Hit, RuleBook
from guardrail.reading.reading import Reading
from guardrail.types import Edit, Span

Direction = Literal["raises", "lowers", "either"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing read off a reply in its conversation.

    `value` is a number in 0..1 or so; `direction` says which way it may move the score, and the fit keeps to it. `note`
    completes the sentence "the reply fails because ..."; `spans` or `missing` are the evidence. `ruled` says that rules
    found the words.
    """

    name: str
    value: float
    direction: Direction
    note: str = ""
    spans: tuple[Span, ...] = ()
    missing: str = ""
    edits: tuple[Edit, ...] = ()
    ruled: bool = False


Measure = Callable[[Reading, RuleBook], Sequence[Signal]]


def raises(name: str, value: float, note: str = "", spans: tuple[Span, ...] = (), *, missing: str = "") -> Signal:
    """A signal of the failure, with its note and evidence."""
    return Signal(name, value, "raises", note, spans, missing)


def lowers(name: str, value: float) -> Signal:
    """A signal against the failure."""
    return Signal(name, value, "lowers")


def either(name: str, value: float) -> Signal:
    """A signal that the fit may weigh either way."""
    return Signal(name, value, "either")


def ruled(name: str, hits: Sequence[Hit], precondition: float, most: int = 3) -> Signal:
    """A signal that rules feed: how many hits (up to `most`), where the precondition holds."""
    value = precondition * min(len(hits), most) / most
    note = hits[0].rule.why if hits else ""
    edits = tuple(edit for hit in hits for edit in hit.edits)
    return Signal(name, value, "raises", note, tuple(hit.span for hit in hits), edits=edits, ruled=True)


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, a straight line between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
