"""What signals weigh: a logistic model a mode, blended with the encoder where it runs; weights are stored as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

from guardrail.detectors.signals import Signal
from guardrail.types import Mode

_SUREST = 30.0  # log-odds; beyond, a score is as good as 0 or 1
_NEVER = 1e-13  # the probability at those log-odds


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
class Blend:
    """How log-odds of the signals and of the encoder add up to those of the score (stacking, Wolpert 1992).

    Fitted on items that neither side had seen, which also calibrates the score (Platt scaling). `usual` is the
    encoder's mean log-odds there.
    """

    intercept: float = 0.0
    signals: float = 1.0
    encoder: float = 0.0
    usual: float = 0.0

    def log_odds(self, signals: Any, encoder: Any) -> Any:
        """The sum, of two numbers or of two arrays place by place."""
        return self.intercept + self.signals * signals + self.encoder * encoder


@dataclass(frozen=True, slots=True)
class Weighed:
    """A signal and its `share` of the score, in log-odds against the average reply, whose value of it is `usual`.

    A signal that the fit does not know has no usual value and no share.
    """

    signal: Signal
    usual: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a score adds up, in log-odds: those of the average reply, each signal's share, and what the encoder adds.

    `encoder` is what the encoder itself says, in log-odds; None where it was not asked.
    """

    average: float
    signals: tuple[Weighed, ...] = ()
    encoder: float | None = None
    carried: float = 0.0

    @property
    def log_odds(self) -> float:
        """The sum."""
        return self.average + sum(weighed.share for weighed in self.signals) + self.carried

    @property
    def score(self) -> float:
        """The sum as a probability: how likely a careful reader raises the mode, 0..1."""
        return 1.0 / (1.0 + exp(-max(min(self.log_odds, _SUREST), -_SUREST)))


@dataclass(frozen=True, slots=True)
class Model:
    """A mode's logistic model, and how it is blended with the encoder's; `alone` is for a guard without the encoder.

    `plain` is the score where the gate closes: how often a reply to a plain request fails.
    """

    intercept: float
    terms: dict[str, Term]
    alone: Blend = Blend()
    blended: Blend = Blend()
    plain: float = 0.0

    def weigh(self, signals: Sequence[Signal], encoder: float | None = None) -> Weighing:
        """How the signals and the encoder's log-odds of the mode add up to its score."""
        blend = self.alone if encoder is None else self.blended
        average: float = blend.log_odds(self.intercept, blend.usual)
        carried = 0.0 if encoder is None else blend.encoder * (encoder - blend.usual)
        return Weighing(average, tuple(self._weighed(signal, blend) for signal in signals), encoder, carried)

    @property
    def gated(self) -> Weighing:
        """The score where the gate closes, of which nothing in the reply has a share."""
        rate = min(max(self.plain, _NEVER), 1.0 - _NEVER)
        return Weighing(log(rate / (1.0 - rate)))

    def probability(self, signals: Sequence[Signal], encoder: float | None = None) -> float:
        """How likely a careful reader raises the mode, 0..1; `encoder` is the encoder's log-odds of it."""
        return self.weigh(signals, encoder).score

    def _weighed(self, signal: Signal, blend: Blend) -> Weighed:
        term = self.terms.get(signal.name)
        if term is None:
            return Weighed(signal, None, 0.0)
        return Weighed(signal, term.mean, blend.signals * term.share(signal.value))


@cache
def fitted(mode: Mode) -> Model:
    """The shipped weights of a mode."""
    stored = json.loads(files("guardrail.detectors").joinpath("weights", f"{mode.value}.json").read_text("utf-8"))
    terms = {name: Term(**term) for name, term in stored["terms"].items()}
    return Model(stored["intercept"], terms, Blend(**stored["alone"]), Blend(**stored["blended"]), stored["plain"])
