"""Linguistic alienation: abstract, formal or clinical words that keep the person at arm's length.

(Linguistic distancing in arXiv 2604.10557.) Precondition: a personal message. Deficit: talk about the person's life in
the third person, nominalisations, passives, policy talk and jargon, relative to how the person writes. Formality alone
never fires.
"""

from __future__ import annotations

from guardrail.detectors.phrases import Hit, RuleBook
from guardrail.detectors.signals import Signal, ramp, ruled, sentence_spans
from guardrail.reading.reading import Reading


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of linguistic alienation."""
    personal = _personal(reading)
    return [
        *_precondition(reading, personal),
        *_distance(reading, rules, personal),
        *_abstract(reading, personal),
        *_near(reading, personal),
    ]


def _personal(reading: Reading) -> float:
    """How much the person speaks of their own life, 0..1; a text for someone else is judged by its own medium."""
    need = reading.need
    if need.has("asks_writing") and need.strength < 0.5:
        return 0.3
    return min(0.35 + 0.45 * need.first_person + 0.4 * need.strength, 1.0) if need.personal else 0.25


def _precondition(reading: Reading, personal: float) -> list[Signal]:
    need = reading.need
    return [
        Signal("ordinary", need.intent["ordinary"], "lowers"),
        Signal("personal", personal, "either"),
        Signal("casual_person", need.casual * personal, "either"),
        Signal("formal_person", need.formal, "lowers"),
        Signal("strong_feeling", need.strength, "either"),
    ]


def _distance(reading: Reading, rules: RuleBook, personal: float) -> list[Signal]:
    found = rules.hits(reading)
    return [
        ruled("third_person", found.get("third_person", ()), personal),
        ruled("third_person_once", found.get("third_person", ()), personal, 1),
        ruled("office_talk", found.get("bureaucratic", ()), max(personal, 0.5)),
        ruled("office_talk_once", found.get("bureaucratic", ()), max(personal, 0.5), 1),
        ruled("jargon", _unshared(reading, found.get("jargon", ())), personal),
        ruled("lectured", found.get("lecture", ()), personal),
        ruled("platitudes", found.get("platitude", ()), personal),
        ruled("euphemism", found.get("downtone", ()), personal, 2),
        ruled("closing", found.get("closing", ()), personal, 2),
        ruled("refused", found.get("refusal", ()), personal, 1),
        ruled("referred", found.get("referral", ()), personal),
    ]


def _unshared(reading: Reading, hits: tuple[Hit, ...] | list[Hit] | tuple[()]) -> list[Hit]:
    """The terms that the person did not use first."""
    own = set(reading.need.text.keys)
    words = reading.traits.text.keys
    return [hit for hit in hits if not own & set(words[hit.match.first : hit.match.last + 1])]


def _abstract(reading: Reading, personal: float) -> list[Signal]:
    traits, need = reading.traits, reading.need
    own_length = sum(len(key) for key in need.text.keys) / max(len(need.text.words), 1)
    long_words = sentence_spans(
        traits.text, [sentence for sentence in traits.text.sentences if sentence.length > 28][:2]
    )
    return [
        Signal(
            "nominalised",
            personal * ramp(traits.nominalisations, 0.02, 0.12),
            "raises",
            "its nouns stand where verbs and people should",
        ),
        Signal(
            "passive", personal * ramp(traits.passives, 0.0, 0.6), "raises", "it hides who does what in the passive"
        ),
        Signal(
            "long_words",
            personal * ramp(traits.word_length - own_length, 0.2, 1.6),
            "raises",
            "its words are longer than the person's",
        ),
        Signal("word_length", personal * ramp(traits.word_length, 3.8, 5.6), "raises", "its words are long"),
        Signal(
            "long_sentences",
            personal * ramp(traits.sentence_length, 14, 30),
            "raises",
            "its sentences are long",
            long_words,
        ),
    ]


def _near(reading: Reading, personal: float) -> list[Signal]:
    traits = reading.traits
    return [
        Signal(
            "unaddressed",
            personal * (1 - ramp(traits.text.rate("second_person"), 0, 6)),
            "raises",
            "it hardly speaks to the person",
            missing="you",
        ),
        Signal("contractions", personal * ramp(traits.contractions, 0, 1), "lowers"),
        Signal("own_voice", personal * ramp(traits.text.rate("first_person"), 0, 6), "lowers"),
        Signal("own_matter", personal * reading.pairing.own_matter, "lowers"),
        Signal("reflects", personal * ramp(traits.share("reflect"), 0, 0.5), "either"),
        Signal("asks_back", personal * bool(traits.questions), "lowers"),
        Signal("length", personal * ramp(traits.length, 20, 200), "either"),
        Signal("listed", personal * ramp(traits.text.items, 0, 6), "either"),
    ]
