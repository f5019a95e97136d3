"""What was read off both sides, as plain data with the words behind it, for whoever asks what a finding rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guardrail.reading.feelings import Feeling
from guardrail.reading.intent import HARD, WANTED, Target
from guardrail.reading.need import Need
from guardrail.reading.pairing import Pairing
from guardrail.reading.text import Text
from guardrail.reading.traits import Traits
from guardrail.types import Span


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words, and the labels under which they were found."""

    span: Span
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Felt:
    """A feeling or an event in its words: family, valence (-1, 1) and strength (0.2 faint to 1 overwhelming)."""

    span: Span
    family: str
    valence: int
    strength: float
    event: bool


@dataclass(frozen=True, slots=True)
class NeedSummary:
    """The person's side. Spans are of the person's last message; `wanted` and `hard` are probabilities, falling.

    `strength` is that of the emotion over all their words, `felt` also counts what is plain without words, both 0..1;
    `valence` runs from -1 dark to 1 bright. `plain` says whether the gate is closed, `ordinary` how likely it is that
    nothing is personal, felt or in dispute.
    """

    loudest: Felt | None
    strength: float
    felt: float
    valence: float
    wanted: dict[str, float]
    hard: dict[str, float]
    hard_words: tuple[Labelled, ...]
    questions: tuple[Span, ...]
    casual: float
    formal: float
    ordinary: float
    plain: bool


@dataclass(frozen=True, slots=True)
class TraitsSummary:
    """The reply's side: its sentences with what each does, the feelings it names, how much of what it holds."""

    sentences: tuple[Labelled, ...]
    feelings: tuple[Felt, ...]
    specifics: tuple[Span, ...]
    words: int
    suggestions: int
    questions: int
    items: int
    headings: int


@dataclass(frozen=True, slots=True)
class PairingSummary:
    """The two held against each other. Shares and strengths are 0..1; `generic` are sentences that would fit anyone.

    Spans of events and questions are of the person's last message. `met` is the strength at which the reply names the
    feeling, `taken_up` and `left_out` are the words particular to the person's message.
    """

    events_named: tuple[Span, ...]
    events_unnamed: tuple[Span, ...]
    met: float
    gap: float
    answered: tuple[Span, ...]
    unanswered: tuple[Span, ...]
    generic: tuple[Span, ...]
    generic_share: float
    retold: float
    taken_up: tuple[str, ...]
    left_out: tuple[str, ...]


def need_summary(need: Need) -> NeedSummary:
    """The person's side as plain data."""
    text = need.text
    return NeedSummary(
        loudest=_felt(text, need.loudest) if need.loudest else None,
        strength=need.strength,
        felt=need.felt,
        valence=need.valence,
        wanted=_falling(need, WANTED),
        hard=_falling(need, HARD),
        hard_words=tuple(Labelled(text.span(match), (match.label,)) for match in need.hard),
        questions=text.sentence_spans(need.questions),
        casual=need.casual,
        formal=need.formal,
        ordinary=need.intent["ordinary"],
        plain=need.plain,
    )


def traits_summary(traits: Traits) -> TraitsSummary:
    """The reply's side as plain data."""
    text = traits.text
    sentences = zip(text.sentence_spans(text.sentences), traits.acts, strict=True)
    return TraitsSummary(
        sentences=tuple(Labelled(span, acts) for span, acts in sentences),
        feelings=tuple(_felt(text, feeling) for feeling in traits.feelings),
        specifics=traits.specific_words,
        words=traits.length,
        suggestions=len(traits.suggestions),
        questions=len(traits.questions),
        items=text.items,
        headings=text.headings,
    )


def pairing_summary(pairing: Pairing) -> PairingSummary:
    """The two held against each other, as plain data."""
    need, text = pairing.need, pairing.need.text
    events = [feeling for feeling in need.feelings if feeling.event]
    unnamed = [event for event in events if event not in pairing.named_events]
    answered = [question for question in need.questions if question not in pairing.unanswered]
    particulars = dict.fromkeys(key for key in text.keys if key in need.particulars)
    return PairingSummary(
        events_named=text.spans(event.match for event in pairing.named_events),
        events_unnamed=text.spans(event.match for event in unnamed),
        met=pairing.met,
        gap=pairing.gap,
        answered=text.sentence_spans(answered),
        unanswered=text.sentence_spans(pairing.unanswered),
        generic=pairing.traits.text.sentence_spans(pairing.generic),
        generic_share=pairing.generic_share,
        retold=pairing.retold,
        taken_up=tuple(key for key in particulars if key in pairing.named),
        left_out=tuple(key for key in particulars if key not in pairing.named),
    )


def _felt(text: Text, feeling: Feeling) -> Felt:
    return Felt(text.span(feeling.match), feeling.family, feeling.valence, feeling.strength, feeling.event)


def _falling(need: Need, targets: Iterable[Target]) -> dict[str, float]:
    return dict(sorted(((target, need.intent[target]) for target in targets), key=lambda pair: -pair[1]))
