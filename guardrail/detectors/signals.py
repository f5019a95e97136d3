"""Signals and how they add up: each mode is a logistic model over named signals, with fitted weights stored as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp
from typing import Literal

from guardrail.detectors.phrases import Hit, RuleBook
from guardrail.reading.reading import Reading
from guardrail.reading.text import Sentence, Text
from guardrail.types import Dimension, Edit, Evidence, Finding, Integrity, Mode, Span

Direction = Literal["raises", "lowers", "either"]
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing read off a reply in its conversation.

    `value` is a number in 0..1 or so; `direction` says which way it may move the score, and the fit keeps to it. `note`
    completes the sentence "the reply fails because ..."; `spans` or `missing` are the evidence.
    """

    name: str
    value: float
    direction: Direction
    note: str = ""
    spans: tuple[Span, ...] = ()
    missing: str = ""
    edits: tuple[Edit, ...] = ()


Measure = Callable[[Reading, RuleBook], Sequence[Signal]]


@dataclass(frozen=True, slots=True)
class Term:
    """A fitted signal: its weight in log-odds a standard deviation, and the mean and deviation it was fitted with."""

    weight: float
    mean: float
    scale: float

    def share(self, value: float) -> float:
        """What a value adds to the score, in log-odds against the average reply."""
        return self.weight * (value - self.mean) / self.scale


@dataclass(frozen=True, slots=True)
class Model:
    """A mode's logistic model."""

    intercept: float
    terms: dict[str, Term]

    def probability(self, signals: Sequence[Signal]) -> float:
        """How likely a careful reader raises the mode, 0..1."""
        logit = self.intercept + sum(self.share(signal) for signal in signals)
        return 1.0 / (1.0 + exp(-max(min(logit, 30.0), -30.0)))

    def share(self, signal: Signal) -> float:
        """What a signal adds to the score, in log-odds; 0 for one the fit does not know."""
        term = self.terms.get(signal.name)
        return term.share(signal.value) if term else 0.0


@cache
def fitted(mode: Mode) -> Model:
    """The shipped weights of a mode."""
    stored = json.loads(files("guardrail.detectors").joinpath("weights", f"{mode.value}.json").read_text("utf-8"))
    return Model(stored["intercept"], {name: Term(**term) for name, term in stored["terms"].items()})


@dataclass(frozen=True)
class SignalDetector:
    """A mode judged by its signals: `measure` reads them, `model` adds them up, the heaviest become the evidence."""

    mode: Mode
    measure: Measure
    integrity: Integrity
    why: str
    rules: RuleBook
    model: Model
    inline: bool = True

    def assess(self, reading: Reading) -> Finding:
        """The mode's finding."""
        signals = self.measure(reading, self.rules)
        evidence = self._evidence(signals, reading.traits.text)
        why = f"{self.why}: {evidence[0].note}" if evidence else self.why
        score = self.model.probability(signals)
        return Finding(self.mode, score, dimension(reading), self.integrity, why, evidence)

    def _evidence(self, signals: Sequence[Signal], reply: Text) -> tuple[Evidence, ...]:
        """The heaviest signals that quote words or name what is missing; else the heaviest and the opening."""
        telling = [signal for signal in signals if signal.value > 0 and signal.note and self.model.share(signal) > 0]
        heaviest = sorted(telling, key=self.model.share, reverse=True)
        shown = [signal for signal in heaviest if signal.spans or signal.missing][:_SHOWN]
        if heaviest and not shown:
            shown = [replace(heaviest[0], spans=sentence_spans(reply, reply.sentences[:1]))]
        return tuple(self._piece(signal) for signal in shown)

    def _piece(self, signal: Signal) -> Evidence:
        share = self.model.share(signal)
        return Evidence(signal.name, signal.note, share, signal.spans, signal.missing, signal.edits)


def dimension(reading: Reading) -> Dimension:
    """What makes this case hard: the history between the two, norms of speech and belonging, or perspective."""
    need = reading.need
    if (need.has("repeat") and need.has("criticism")) or len(reading.conversation.person) > 2:
        return Dimension.RELATIONAL
    if need.has("culture") or need.formal >= 0.6:
        return Dimension.CULTURAL
    return Dimension.COGNITIVE


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
    return Signal(name, value, "raises", note, tuple(hit.span for hit in hits), edits=edits)


def sentence_spans(text: Text, sentences: Sequence[Sentence]) -> tuple[Span, ...]:
    """The original's words of several sentences."""
    return tuple(text.sentence_span(sentence) for sentence in sentences)


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, a straight line between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
