"""What a verdict rests on, as data: the need, the traits, the two held against each other, and every weight."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.detectors.detector import SignalDetector
from guardrail.detectors.model import Weighed
from guardrail.engine import Guard
from guardrail.judge import encoder_for
from guardrail.policy.schema import ModeAction, Policy
from guardrail.reading.reading import Reading, prepare, read
from guardrail.reading.summary import (
    NeedSummary,
    PairingSummary,
    TraitsSummary,
    need_summary,
    pairing_summary,
    traits_summary,
)
from guardrail.types import Conversation, Dimension, Integrity, Mode, Reply, Span

_OFF = "the policy judges without the encoder"
_GATED = "the encoder is not asked about replies to plain requests"


@dataclass(frozen=True, slots=True)
class Carrying:
    """A sentence of the reply, and by how much the encoder's log-odds fall without it."""

    span: Span
    drop: float


@dataclass(frozen=True, slots=True)
class ModeExplanation:
    """How the score of a mode comes about, and what the policy makes of it.

    In log-odds, `average` + the shares of `signals` (the heaviest first) + `carried` = `log_odds`, and as a probability
    that is `score`. `encoder` is what the encoder itself says in log-odds, None where it was not asked, and `carrying`
    the sentences that speak for it. `action` is what the policy does where the mode is flagged.
    """

    mode: Mode
    score: float
    threshold: float
    flagged: bool
    action: ModeAction
    why: str
    dimension: Dimension
    integrity: Integrity
    log_odds: float
    average: float
    signals: tuple[Weighed, ...]
    encoder: float | None
    carried: float
    carrying: tuple[Carrying, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a verdict rests on. `unasked` says why the encoder was not asked, "" where it was."""

    need: NeedSummary
    traits: TraitsSummary
    pairing: PairingSummary
    unasked: str
    modes: tuple[ModeExplanation, ...]


def explain(guard: Guard, conversation: Conversation, reply: Reply) -> Explanation:
    """What the guard's verdict on a reply rests on; detectors that are not the shipped ones are left out.

    Raises Unreadable with the reason for a reply that is not judged, ModelError where the policy requires the encoder
    and it cannot be had.
    """
    policy = guard.policy
    prepare(policy.judging.encoder != "off")
    encoder, degraded = encoder_for(policy)
    reading = read(conversation, reply, policy.judging.max_characters, encoder)
    need, traits, pairing = reading.need, reading.traits, reading.pairing
    return Explanation(
        need=need_summary(need),
        traits=traits_summary(traits),
        pairing=pairing_summary(pairing),
        unasked=degraded or ("" if encoder and not need.plain else _GATED if encoder else _OFF),
        modes=tuple(_mode(policy, each, reading) for each in guard.detectors if isinstance(each, SignalDetector)),
    )


def _mode(policy: Policy, detector: SignalDetector, reading: Reading) -> ModeExplanation:
    weighing, bounds = detector.weigh(reading), policy.modes[detector.mode]
    finding = detector.finding(weighing, reading)
    return ModeExplanation(
        mode=detector.mode,
        score=finding.score,
        threshold=bounds.threshold,
        flagged=bounds.flags(finding.score),
        action=bounds.action,
        why=finding.why,
        dimension=finding.dimension,
        integrity=finding.integrity,
        log_odds=weighing.log_odds,
        average=weighing.average,
        signals=tuple(sorted(weighing.signals, key=lambda weighed: -abs(weighed.share))),
        encoder=weighing.encoder,
        carried=weighing.carried,
        carrying=tuple(Carrying(span, drop) for span, drop in detector.carrying(reading)),
    )
