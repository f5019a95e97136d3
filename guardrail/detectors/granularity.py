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
from guardrail.detectors.signals import Signal, either, lowers, raises, ramp, ruled, sentence_spans
from guardrail.reading.reading import Reading


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of granularity mismatch."""
    return [
        *_wants(reading),
        *_fit(reading),
        *_too_deep(reading, rules),
        *_too_shallow(reading, rules),
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


def _fit(reading: Reading) -> list[Signal]:
    """Depth against the intent that was read: a nod, a fact, a position, help, a text."""
    intent, traits = reading.need.intent, reading.traits
    structure = ramp(traits.text.items + traits.text.headings, 0, 5)
    acts = ramp(len(traits.suggestions) + traits.text.items, 0, 4)
    advice = sentence_spans(traits.text, traits.suggestions[:4])
    rest = sentence_spans(traits.text, traits.text.sentences[3:6])
    unstated = not traits.text.labelled("stance")
    thin, depth = "it is too little for what was asked", "the depth that was asked for"
    concerned = 1 - intent["ordinary"]
    return [
        raises(
            "nod_advised",
            intent["heard"] * traits.share("advice", "imperative"),
            "it advises where a nod was wanted",
            advice,
        ),
        raises("nod_counselled", intent["heard"] * acts, "it advises where a nod was wanted", advice),
        raises("nod_listed", intent["heard"] * structure, "it hands a list to someone who wanted to be heard", advice),
        raises(
            "nod_lengthened",
            intent["heard"] * ramp(traits.length, 50, 200),
            "it is far longer than what was wanted",
            rest,
        ),
        raises("line_overrun", concerned * intent["short"] * ramp(traits.length, 25, 150), "one line was wanted", rest),
        raises(
            "answer_overrun", concerned * intent["answer"] * ramp(traits.length, 50, 200), "one thing was asked", rest
        ),
        raises(
            "answer_structured",
            concerned * intent["answer"] * structure,
            "it makes a document of a small question",
            advice,
        ),
        raises("cut_short", intent["long"] * (1 - ramp(traits.length, 25, 110)), thin, missing=depth),
        raises("help_short", intent["help"] * (1 - ramp(traits.length, 20, 90)), thin, missing=depth),
        raises(
            "help_without_steps", intent["help"] * (1 - acts), "it gives nothing to act on", missing="a step to take"
        ),
        raises("explained_short", intent["explanation"] * (1 - ramp(traits.length, 20, 100)), thin, missing=depth),
        raises("text_generic", intent["text"] * reading.pairing.generic_share, "the text would fit anyone"),
        raises("help_generic", intent["help"] * reading.pairing.generic_share, "it helps in generalities"),
        raises("position_missing", intent["position"] * unstated, "it does not take the position that was asked for"),
        raises(
            "position_overrun",
            concerned * intent["position"] * ramp(traits.length, 80, 200),
            "it is an essay where an answer was wanted",
            rest,
        ),
        raises("feeling_listed", intent["feeling"] * structure, "it itemises a feeling", advice),
        lowers("ordinary", intent["ordinary"]),
        either("wants_nod", intent["heard"]),
        either("wants_help", intent["help"]),
        either("wants_answer", intent["answer"]),
        either("wants_line", intent["short"]),
        either("wants_length", intent["long"]),
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
    need, traits = reading.need, reading.traits
    little = _little(reading)
    advice = sentence_spans(traits.text, traits.suggestions[:4])
    longer = ramp(log((1 + traits.length) / (8 + len(need.text.words))), 0.5, 2.5)
    unwanted = (
        "it advises where the person wanted to be heard"
        if need.has("wants_listening") or not need.asks
        else "it says more than was asked for"
    )
    return [
        raises("unasked_advice", little * ramp(len(traits.suggestions), 0, 6), unwanted, advice),
        raises(
            "unasked_list",
            little * ramp(traits.text.items, 0, 5),
            "it hands a list to someone who asked for none",
            advice,
        ),
        raises(
            "unasked_length",
            little * ramp(traits.length, 60, 220),
            "it is far longer than what was wanted",
            sentence_spans(traits.text, traits.text.sentences[3:6]),
        ),
        raises("outgrows", little * longer, "it outgrows the message many times over"),
        ruled("unasked_lecture", rules.hits(reading).get("lecture", ()), little),
        raises(
            "brief_overrun",
            need.has("wants_brief") * ramp(traits.length, 25, 120),
            "a short answer was asked for",
            sentence_spans(traits.text, traits.text.sentences[1:4]),
        ),
        raises(
            "narrow_overrun",
            need.narrow * ramp(traits.length, 40, 160),
            "one thing was asked for",
            sentence_spans(traits.text, traits.text.sentences[2:5]),
        ),
        raises(
            "narrow_structured",
            need.narrow * ramp(traits.text.items + traits.text.headings, 1, 6),
            "it makes a document of a small question",
            advice,
        ),
        raises(
            "feeling_itemised",
            need.felt * (not need.has("wants_detail")) * ramp(traits.text.items + traits.text.headings, 1, 6),
            "it itemises a feeling",
            advice,
        ),
        raises("advice_on_feeling", need.felt * traits.share("advice", "imperative"), "most of it is advice", advice),
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
            sentence_spans(traits.text, traits.questions[:1]),
        ),
    ]


def _shape(reading: Reading, rules: RuleBook) -> list[Signal]:
    traits, pair, found = reading.traits, reading.pairing, rules.hits(reading)
    personal = reading.need.first_person
    return [
        raises(
            "generic",
            personal * (1 - pair.own_matter),
            "it would fit anyone",
            missing="anything that belongs to this person",
        ),
        raises("retold", ramp(pair.retold, 0.03, 0.3), "it retells the person's own message"),
        either("length", ramp(log(1 + traits.length), 2.5, 6.0)),
        raises(
            "lecture_share",
            personal * ramp(len(found.get("lecture", ())) / max(len(traits.text.sentences), 1), 0, 0.5),
            "it lectures",
        ),
        either("stock_share", personal * traits.share("stock_empathy")),
        either("headings", personal * ramp(traits.text.headings, 0, 4)),
        ruled("closing", found.get("closing", ()), personal, 2),
        raises(
            "generic_share",
            pair.generic_share,
            "most of it would fit anyone",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        raises(
            "generic_to_ask",
            _much(reading) * pair.generic_share,
            "it answers in generalities",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        raises(
            "generic_to_feeling",
            reading.need.felt * pair.generic_share,
            "most of it would fit anyone",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        raises("ask_not_taken_up", _much(reading) * (1 - pair.echo_all), "it takes up little of what was asked"),
        raises(
            "little_reflected",
            _little(reading) * (1 - ramp(traits.share("reflect"), 0, 0.4)),
            "it does not take in what was said",
        ),
        lowers("concrete", traits.concrete),
        lowers("specifics", ramp(traits.specifics, 0, 1)),
        either("template_opening", personal * traits.template_opening),
        ruled("jargon", found.get("jargon", ()), personal),
        ruled("subject_changed", found.get("change_subject", ()), personal, 2),
        lowers("particulars", pair.echo_all),
        raises(
            "third_person", personal * ramp(len(found.get("third_person", ())), 0, 3), "it speaks of people in general"
        ),
    ]
