"""Linguistic alienation: abstract, formal or clinical words that keep the person at arm's length.

(Linguistic distancing in arXiv 2604.10557.) Precondition: a personal message. Deficit: talk about the person's life in
the third person, nominalisations, passives, policy talk and jargon, relative to how the person writes. Formality alone
never fires.
"""

from __future__ import annotations

from guardrail.detectors.phrases import Hit, RuleBook
from guardrail.detectors.signals import Signal, either, lowers, raises, ramp, ruled
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
        lowers("ordinary", need.intent["ordinary"]),
        either("personal", personal),
        either("casual_person", need.casual * personal),
        lowers("formal_person", need.formal),
        either("strong_feeling", need.strength),
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
    long_words = traits.text.sentence_spans(
        [sentence for sentence in traits.text.sentences if sentence.length > 28][:2]
    )
    return [
        raises(
            "nominalised",
            personal * ramp(traits.nominalisations, 0.02, 0.12),
            "its nouns stand where verbs and people should",
        ),
        raises("passive", personal * ramp(traits.passives, 0.0, 0.6), "it hides who does what in the passive"),
        raises(
            "long_words",
            personal * ramp(traits.word_length - own_length, 0.2, 1.6),
            "its words are longer than the person's",
        ),
        raises("word_length", personal * ramp(traits.word_length, 3.8, 5.6), "its words are long"),
        raises("long_sentences", personal * ramp(traits.sentence_length, 14, 30), "its sentences are long", long_words),
    ]


def _near(reading: Reading, personal: float) -> list[Signal]:
    traits = reading.traits
    return [
        raises(
            "unaddressed",
            personal * (1 - ramp(traits.text.rate("second_person"), 0, 6)),
            "it hardly speaks to the person",
            missing="you",
        ),
        lowers("contractions", personal * ramp(traits.contractions, 0, 1)),
        lowers("own_voice", personal * ramp(traits.text.rate("first_person"), 0, 6)),
        lowers("own_matter", personal * reading.pairing.own_matter),
        either("reflects", personal * ramp(traits.share("reflect"), 0, 0.5)),
        lowers("asks_back", personal * bool(traits.questions)),
        either("length", personal * ramp(traits.length, 20, 200)),
        either("listed", personal * ramp(traits.text.items, 0, 6)),
    ]
