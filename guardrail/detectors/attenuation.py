"""Emotional attenuation: strong feeling met with a diluted, over-calm reply.

(Sentiment attenuation in arXiv 2604.10557.)

Precondition: a strong emotion, of either valence, in words or plain from the event.
Deficit: the reply names a weaker emotion or none, minimises, or gives a stock clause without anything specific.
"""

from __future__ import annotations

from math import log

from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal, either, lowers, raises, ramp, ruled
from guardrail.reading.reading import Reading


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of emotional attenuation."""
    strong = reading.need.felt
    return [
        *_precondition(reading, strong),
        *_met(reading, strong),
        *_diluted(reading, rules, strong),
        *_manner(reading, rules, strong),
    ]


def _precondition(reading: Reading, strong: float) -> list[Signal]:
    need = reading.need
    return [
        lowers("ordinary", need.intent["ordinary"]),
        raises("felt", strong),
        raises("strong_feeling", ramp(need.strength, 0.3, 0.8)),
        either("weighty_event", strong * any(feeling.event for feeling in need.feelings)),
        either("wants_nod", strong * need.intent["heard"]),
        either("wants_fact", strong * max(need.intent["answer"], need.intent["explanation"], need.intent["text"])),
        either("bright", strong * max(need.valence, 0.0)),
        raises("first_person", need.first_person * strong),
        either("practical_ask", strong * need.has("asks_help", "asks_writing", "wants_detail", "wants_brief")),
    ]


def _met(reading: Reading, strong: float) -> list[Signal]:
    need, pair = reading.need, reading.pairing
    word = need.text.span(need.loudest.match).quote if need.loudest else ""
    return [
        raises(
            "gap",
            strong * pair.gap,
            "it names the feeling more weakly than the person has it",
            missing=f'a word as strong as "{word}"' if word else "",
        ),
        raises(
            "unnamed",
            strong * (pair.met == 0),
            "it never names what the person feels",
            missing=f'the feeling in "{word}"' if word else "",
        ),
        raises(
            "unspecific",
            strong * (1 - pair.echo_opening),
            "its opening names nothing of what happened to this person",
            missing=_event(reading),
        ),
        lowers("named_at_strength", strong * pair.met),
        lowers("reflects", strong * ramp(reading.traits.share("reflect"), 0.0, 0.5)),
        lowers("intense", strong * max((feeling.strength for feeling in reading.traits.feelings), default=0.0)),
    ]


def _event(reading: Reading) -> str:
    particulars = [word for word in reading.need.text.keys if word in reading.need.particulars][:3]
    return f"what happened ({', '.join(particulars)})" if particulars else "what happened"


def _diluted(reading: Reading, rules: RuleBook, strong: float) -> list[Signal]:
    found = rules.hits(reading)
    traits = reading.traits
    stock = traits.text.labelled("stock_empathy")
    only_stock = strong * bool(stock) * (1 - reading.pairing.echo_opening) * (1 - reading.pairing.met)
    return [
        ruled("downtoned", found.get("downtone", ()), strong, 2),
        ruled("minimised", found.get("minimise", ()), strong),
        ruled("excused", found.get("excuse", ()), strong, 2),
        ruled("platitudes", found.get("platitude", ()), strong),
        ruled("lectured", found.get("lecture", ()), strong),
        ruled("office_talk", found.get("bureaucratic", ()), strong),
        ruled("third_person", found.get("third_person", ()), strong),
        ruled("refused", found.get("refusal", ()), strong, 1),
        ruled("subject_changed", found.get("change_subject", ()), strong, 2),
        raises(
            "stock_clause", only_stock, "it gives a stock clause and nothing specific", traits.text.spans(stock[:2])
        ),
    ]


def _manner(reading: Reading, rules: RuleBook, strong: float) -> list[Signal]:
    traits = reading.traits
    first = traits.text.sentences[:1]
    business_first = bool(first) and first[0] in traits.suggestions
    opening = traits.text.sentence_spans(first)
    return [
        raises("business_first", strong * business_first, "it goes straight to business", opening),
        either("advice_share", strong * traits.share("advice", "imperative")),
        raises(
            "referral_share",
            strong * traits.share("referral"),
            "it sends the person on instead of meeting the feeling",
            traits.text.sentence_spans(traits.sentences_with("referral")[:2]),
        ),
        either("listed", strong * ramp(traits.text.items, 1, 6)),
        either("length", strong * ramp(log(1 + traits.length), 2.5, 5.5)),
        lowers("addressed", strong * ramp(traits.text.rate("second_person"), 0, 10)),
        either("own_voice", strong * ramp(traits.text.rate("first_person"), 0, 6)),
        either("asks_back", strong * bool(traits.questions)),
        raises("hedged", strong * ramp(traits.text.rate("hedge"), 0, 5)),
        raises(
            "generic_share",
            strong * reading.pairing.generic_share,
            "most of it would fit anyone",
            traits.text.sentence_spans(reading.pairing.generic[:2]),
        ),
        lowers("concrete", strong * traits.concrete),
        lowers("specifics", strong * ramp(traits.specifics, 0, 1)),
        either("template_opening", strong * traits.template_opening),
        ruled("jargon", rules.hits(reading).get("jargon", ()), strong),
        ruled("closing", rules.hits(reading).get("closing", ()), strong, 2),
        ruled("vague", (*rules.hits(reading).get("vague", ()), *rules.hits(reading).get("both_sides", ())), strong, 2),
        raises("nominalised", strong * ramp(traits.nominalisations, 0.02, 0.12)),
        either("exclaims", strong * ("!" in traits.text.folded.raw)),
    ]
