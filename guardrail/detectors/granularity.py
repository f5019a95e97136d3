"""Granularity mismatch: the depth of the reply does not fit what was asked.

(Empathic granularity mismatch in arXiv 2604.10557.)

Precondition: what is wanted, from a nod to a plan; explicit wishes override.
Deficit: too deep (lists, lectures, analysis where a nod was wanted) or too shallow (a platitude where help was asked
for).
Missing what was asked costs more than saying too much (Vlahovic et al. 2014).
"""

from __future__ import annotations

from math import log

from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal, either, lowers, raises, ramp, ruled
from guardrail.reading.reading import Reading
from guardrail.types import Span


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of granularity mismatch."""
    return [
        *_wants(reading),
        *_intended(reading),
        *_nod(reading),
        *_line(reading),
        *_help(reading),
        *_too_deep(reading, rules),
        *_overrun(reading),
        *_too_shallow(reading, rules),
        *_generic(reading),
        *_shape(reading, rules),
    ]


def _little(reading: Reading) -> float:
    """How plainly a nod, a few sentences or one word are wanted, 0..1."""
    need = reading.need
    if need.has("wants_detail", "asks_writing"):
        return 0.0
    unasked = need.felt * (not need.asks)
    return max(float(need.has("wants_listening")), 0.8 * need.has("wants_brief"), unasked)


def _much(reading: Reading) -> float:
    """How plainly help, detail or a decision are wanted, 0..1."""
    need = reading.need
    if need.has("wants_listening"):
        return 0.0
    return max(
        float(need.has("wants_detail", "asks_writing")),
        0.9 * need.has("asks_help"),
        0.7 * need.has("asks_position"),
        0.5 * need.asks,
    )


def _intended(reading: Reading) -> list[Signal]:
    intent = reading.need.intent
    return [
        lowers("ordinary", intent["ordinary"]),
        either("wants_nod", intent["heard"]),
        either("wants_help", intent["help"]),
        either("wants_answer", intent["answer"]),
        either("wants_line", intent["short"]),
        either("wants_length", intent["long"]),
    ]


def _acts(reading: Reading) -> float:
    """How much the reply gives to do, 0..1."""
    return ramp(len(reading.traits.suggestions) + reading.traits.text.items, 0, 4)


def _structure(reading: Reading) -> float:
    """How much of a document the reply is, 0..1."""
    return ramp(reading.traits.text.items + reading.traits.text.headings, 0, 5)


def _advice(reading: Reading) -> tuple[Span, ...]:
    return reading.traits.text.sentence_spans(reading.traits.suggestions[:4])


def _rest(reading: Reading) -> tuple[Span, ...]:
    return reading.traits.text.sentence_spans(reading.traits.text.sentences[3:6])


def _nod(reading: Reading) -> list[Signal]:
    """A nod was wanted, and the reply does more."""
    nod, traits, advice = reading.need.intent["heard"], reading.traits, _advice(reading)
    advises, lists = "it advises where a nod was wanted", "it hands a list to someone who wanted to be heard"
    longer, rest = ramp(traits.length, 50, 200), _rest(reading)
    return [
        raises("nod_advised", nod * traits.share("advice", "imperative"), advises, advice),
        raises("nod_counselled", nod * _acts(reading), advises, advice),
        raises("nod_listed", nod * _structure(reading), lists, advice),
        raises("nod_lengthened", nod * longer, "it is far longer than what was wanted", rest),
        raises("feeling_listed", reading.need.intent["feeling"] * _structure(reading), "it itemises a feeling", advice),
    ]


def _line(reading: Reading) -> list[Signal]:
    """A line, a fact or a position was wanted, and the reply is an essay, or has none."""
    intent, traits = reading.need.intent, reading.traits
    concerned, rest = 1 - intent["ordinary"], _rest(reading)
    line, answer, position = (concerned * intent[wanted] for wanted in ("short", "answer", "position"))
    unstated = intent["position"] * (not traits.text.labelled("stance"))
    document, essay = "it makes a document of a small question", "it is an essay where an answer was wanted"
    return [
        raises("line_overrun", line * ramp(traits.length, 25, 150), "one line was wanted", rest),
        raises("answer_overrun", answer * ramp(traits.length, 50, 200), "one thing was asked", rest),
        raises("answer_structured", answer * _structure(reading), document, _advice(reading)),
        raises("position_missing", unstated, "it does not take the position that was asked for"),
        raises("position_overrun", position * ramp(traits.length, 80, 200), essay, rest),
    ]


def _help(reading: Reading) -> list[Signal]:
    """Help, an explanation or a text was wanted, and the reply is thin or would fit anyone."""
    intent, length, generic = reading.need.intent, reading.traits.length, reading.pairing.generic_share
    thin, depth = "it is too little for what was asked", "the depth that was asked for"
    idle, step = intent["help"] * (1 - _acts(reading)), "a step to take"
    return [
        raises("cut_short", intent["long"] * (1 - ramp(length, 25, 110)), thin, missing=depth),
        raises("help_short", intent["help"] * (1 - ramp(length, 20, 90)), thin, missing=depth),
        raises("help_without_steps", idle, "it gives nothing to act on", missing=step),
        raises("explained_short", intent["explanation"] * (1 - ramp(length, 20, 100)), thin, missing=depth),
        raises("text_generic", intent["text"] * generic, "the text would fit anyone"),
        raises("help_generic", intent["help"] * generic, "it helps in generalities"),
    ]


def _wants(reading: Reading) -> list[Signal]:
    need = reading.need
    return [
        either("wants_little", _little(reading)),
        either("wants_much", _much(reading)),
        either("wants_listening", float(need.has("wants_listening"))),
        either("wants_brief", float(need.has("wants_brief"))),
        either("felt", need.felt),
        either("narrow", need.narrow),
        either("personal", need.first_person),
        either("asks_position", float(need.has("asks_position", "either_or"))),
    ]


def _too_deep(reading: Reading, rules: RuleBook) -> list[Signal]:
    """Little was wanted in so many words, or by the feeling alone, and the reply goes on."""
    need, traits, little, advice = reading.need, reading.traits, _little(reading), _advice(reading)
    heard = need.has("wants_listening") or not need.asks
    unwanted = "it advises where the person wanted to be heard" if heard else "it says more than was asked for"
    listed, longer = "it hands a list to someone who asked for none", "it is far longer than what was wanted"
    outgrown = ramp(log((1 + traits.length) / (8 + len(need.text.words))), 0.5, 2.5)
    overlong = ramp(traits.length, 60, 220)
    return [
        raises("unasked_advice", little * ramp(len(traits.suggestions), 0, 6), unwanted, advice),
        raises("unasked_list", little * ramp(traits.text.items, 0, 5), listed, advice),
        raises("unasked_length", little * overlong, longer, _rest(reading)),
        raises("outgrows", little * outgrown, "it outgrows the message many times over"),
        ruled("unasked_lecture", rules.hits(reading).get("lecture", ()), little),
        raises("advice_on_feeling", need.felt * traits.share("advice", "imperative"), "most of it is advice", advice),
    ]


def _overrun(reading: Reading) -> list[Signal]:
    """A small thing was asked for, or a feeling told, and a document comes."""
    need, text, length, advice = reading.need, reading.traits.text, reading.traits.length, _advice(reading)
    document = ramp(text.items + text.headings, 1, 6)
    brief, narrow = need.has("wants_brief") * ramp(length, 25, 120), need.narrow * ramp(length, 40, 160)
    itemised = need.felt * (not need.has("wants_detail")) * document
    second, third = text.sentence_spans(text.sentences[1:4]), text.sentence_spans(text.sentences[2:5])
    return [
        raises("brief_overrun", brief, "a short answer was asked for", second),
        raises("narrow_overrun", narrow, "one thing was asked for", third),
        raises("narrow_structured", need.narrow * document, "it makes a document of a small question", advice),
        raises("feeling_itemised", itemised, "it itemises a feeling", advice),
    ]


def _too_shallow(reading: Reading, rules: RuleBook) -> list[Signal]:
    need, traits, pair = reading.need, reading.traits, reading.pairing
    much = _much(reading)
    found = rules.hits(reading)
    asked = next((need.text.sentence_span(question).quote for question in pair.unanswered or need.questions), "")
    short = 1 - ramp(traits.length, 15, 70)
    substance = ramp(len(traits.suggestions) + traits.text.items, 0, 4)
    missing = f'an answer to "{asked}"' if asked else "what was asked for"
    return [
        raises("too_short", much * short, "it is too short for what was asked", missing=missing),
        raises("no_substance", much * (1 - substance), "it gives nothing to act on", missing=missing),
        raises(
            "short_no_substance",
            much * short * (1 - substance),
            "it is sympathy where help was asked for",
            missing=missing,
        ),
        raises("unanswered", much * (1 - pair.answered), "a question stays unanswered", missing=missing),
        raises(
            "no_stance",
            need.has("asks_position", "either_or") * (not traits.text.labelled("stance")),
            "it does not take the position that was asked for",
            missing=missing,
        ),
        ruled("platitudes", found.get("platitude", ()), max(much, 0.5 * ramp(need.strength, 0.2, 0.7))),
        ruled("referred", found.get("referral", ()), much, 2),
        ruled("vague", (*found.get("vague", ()), *found.get("handback", ())), much, 2),
        ruled("refused", found.get("refusal", ()), max(much, 0.3), 1),
        raises(
            "asks_instead",
            much * bool(traits.questions) * short,
            "it asks back instead of answering",
            traits.text.sentence_spans(traits.questions[:1]),
        ),
    ]


def _generic(reading: Reading) -> list[Signal]:
    """The reply would fit anyone."""
    pair, personal, much = reading.pairing, reading.need.first_person, _much(reading)
    anyone, spans = "most of it would fit anyone", reading.traits.text.sentence_spans(pair.generic[:3])
    own = "anything that belongs to this person"
    return [
        raises("generic", personal * (1 - pair.own_matter), "it would fit anyone", missing=own),
        raises("generic_share", pair.generic_share, anyone, spans),
        raises("generic_to_ask", much * pair.generic_share, "it answers in generalities", spans),
        raises("generic_to_feeling", reading.need.felt * pair.generic_share, anyone, spans),
        raises("ask_not_taken_up", much * (1 - pair.echo_all), "it takes up little of what was asked"),
        lowers("particulars", pair.echo_all),
    ]


def _shape(reading: Reading, rules: RuleBook) -> list[Signal]:
    traits, found, personal = reading.traits, rules.hits(reading), reading.need.first_person
    lectured = ramp(len(found.get("lecture", ())) / max(len(traits.text.sentences), 1), 0, 0.5)
    unreflected = 1 - ramp(traits.share("reflect"), 0, 0.4)
    general = ramp(len(found.get("third_person", ())), 0, 3)
    return [
        raises("retold", ramp(reading.pairing.retold, 0.03, 0.3), "it retells the person's own message"),
        raises("lecture_share", personal * lectured, "it lectures"),
        raises("little_reflected", _little(reading) * unreflected, "it does not take in what was said"),
        raises("third_person", personal * general, "it speaks of people in general"),
        ruled("closing", found.get("closing", ()), personal, 2),
        ruled("jargon", found.get("jargon", ()), personal),
        ruled("subject_changed", found.get("change_subject", ()), personal, 2),
        either("length", ramp(log(1 + traits.length), 2.5, 6.0)),
        either("stock_share", personal * traits.share("stock_empathy")),
        either("headings", personal * ramp(traits.text.headings, 0, 4)),
        either("template_opening", personal * traits.template_opening),
        lowers("concrete", traits.concrete),
        lowers("specifics", ramp(traits.specifics, 0, 1)),
    ]
