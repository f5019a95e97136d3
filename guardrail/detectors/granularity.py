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
from guardrail.detectors.signals import Signal, ramp, ruled, sentence_spans
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
    thin = "it is too little for what was asked"
    concerned = 1 - intent["ordinary"]
    return [
        Signal(
            "nod_advised",
            intent["heard"] * traits.share("advice", "imperative"),
            "raises",
            "it advises where a nod was wanted",
            advice,
        ),
        Signal("nod_counselled", intent["heard"] * acts, "raises", "it advises where a nod was wanted", advice),
        Signal(
            "nod_listed",
            intent["heard"] * structure,
            "raises",
            "it hands a list to someone who wanted to be heard",
            advice,
        ),
        Signal(
            "nod_lengthened",
            intent["heard"] * ramp(traits.length, 50, 200),
            "raises",
            "it is far longer than what was wanted",
            rest,
        ),
        Signal(
            "line_overrun",
            concerned * intent["short"] * ramp(traits.length, 25, 150),
            "raises",
            "one line was wanted",
            rest,
        ),
        Signal(
            "answer_overrun",
            concerned * intent["answer"] * ramp(traits.length, 50, 200),
            "raises",
            "one thing was asked",
            rest,
        ),
        Signal(
            "answer_structured",
            concerned * intent["answer"] * structure,
            "raises",
            "it makes a document of a small question",
            advice,
        ),
        Signal("cut_short", intent["long"] * (1 - ramp(traits.length, 25, 110)), "raises", thin),
        Signal("help_short", intent["help"] * (1 - ramp(traits.length, 20, 90)), "raises", thin),
        Signal("help_without_steps", intent["help"] * (1 - acts), "raises", "it gives nothing to act on"),
        Signal("explained_short", intent["explanation"] * (1 - ramp(traits.length, 20, 100)), "raises", thin),
        Signal("text_generic", intent["text"] * reading.pairing.generic_share, "raises", "the text would fit anyone"),
        Signal("help_generic", intent["help"] * reading.pairing.generic_share, "raises", "it helps in generalities"),
        Signal(
            "position_missing",
            intent["position"] * unstated,
            "raises",
            "it does not take the position that was asked for",
        ),
        Signal(
            "position_overrun",
            concerned * intent["position"] * ramp(traits.length, 80, 200),
            "raises",
            "it is an essay where an answer was wanted",
            rest,
        ),
        Signal("feeling_listed", intent["feeling"] * structure, "raises", "it itemises a feeling", advice),
        Signal("ordinary", intent["ordinary"], "lowers"),
        Signal("wants_nod", intent["heard"], "either"),
        Signal("wants_help", intent["help"], "either"),
        Signal("wants_answer", intent["answer"], "either"),
        Signal("wants_line", intent["short"], "either"),
        Signal("wants_length", intent["long"], "either"),
    ]


def _wants(reading: Reading) -> list[Signal]:
    need = reading.need
    return [
        Signal("wants_little", _little(reading), "either"),
        Signal("wants_much", _much(reading), "either"),
        Signal("wants_listening", float(need.has("wants_listening")), "either"),
        Signal("wants_brief", float(need.has("wants_brief")), "either"),
        Signal("felt", need.felt, "either"),
        Signal("narrow", need.narrow, "either"),
        Signal("personal", need.first_person, "either"),
        Signal("asks_position", float(need.has("asks_position", "either_or")), "either"),
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
        Signal("unasked_advice", little * ramp(len(traits.suggestions), 0, 6), "raises", unwanted, advice),
        Signal(
            "unasked_list",
            little * ramp(traits.text.items, 0, 5),
            "raises",
            "it hands a list to someone who asked for none",
            advice,
        ),
        Signal(
            "unasked_length",
            little * ramp(traits.length, 60, 220),
            "raises",
            "it is far longer than what was wanted",
            sentence_spans(traits.text, traits.text.sentences[3:6]),
        ),
        Signal("outgrows", little * longer, "raises", "it outgrows the message many times over"),
        ruled("unasked_lecture", rules.hits(reading).get("lecture", ()), little),
        Signal(
            "brief_overrun",
            need.has("wants_brief") * ramp(traits.length, 25, 120),
            "raises",
            "a short answer was asked for",
            sentence_spans(traits.text, traits.text.sentences[1:4]),
        ),
        Signal(
            "narrow_overrun",
            need.narrow * ramp(traits.length, 40, 160),
            "raises",
            "one thing was asked for",
            sentence_spans(traits.text, traits.text.sentences[2:5]),
        ),
        Signal(
            "narrow_structured",
            need.narrow * ramp(traits.text.items + traits.text.headings, 1, 6),
            "raises",
            "it makes a document of a small question",
            advice,
        ),
        Signal(
            "feeling_itemised",
            need.felt * (not need.has("wants_detail")) * ramp(traits.text.items + traits.text.headings, 1, 6),
            "raises",
            "it itemises a feeling",
            advice,
        ),
        Signal(
            "advice_on_feeling",
            need.felt * traits.share("advice", "imperative"),
            "raises",
            "most of it is advice",
            advice,
        ),
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
        Signal("too_short", much * short, "raises", "it is too short for what was asked", missing=missing),
        Signal("no_substance", much * (1 - substance), "raises", "it gives nothing to act on", missing=missing),
        Signal(
            "short_no_substance",
            much * short * (1 - substance),
            "raises",
            "it is sympathy where help was asked for",
            missing=missing,
        ),
        Signal("unanswered", much * (1 - pair.answered), "raises", "a question stays unanswered", missing=missing),
        Signal(
            "no_stance",
            need.has("asks_position", "either_or") * (not traits.text.labelled("stance")),
            "raises",
            "it does not take the position that was asked for",
            missing=missing,
        ),
        ruled("platitudes", found.get("platitude", ()), max(much, 0.5 * ramp(need.strength, 0.2, 0.7))),
        ruled("referred", found.get("referral", ()), much, 2),
        ruled("vague", (*found.get("vague", ()), *found.get("handback", ())), much, 2),
        ruled("refused", found.get("refusal", ()), max(much, 0.3), 1),
        Signal(
            "asks_instead",
            much * bool(traits.questions) * short,
            "raises",
            "it asks back instead of answering",
            sentence_spans(traits.text, traits.questions[:1]),
        ),
    ]


def _shape(reading: Reading, rules: RuleBook) -> list[Signal]:
    traits, pair, found = reading.traits, reading.pairing, rules.hits(reading)
    personal = reading.need.first_person
    return [
        Signal(
            "generic",
            personal * (1 - pair.own_matter),
            "raises",
            "it would fit anyone",
            missing="anything that belongs to this person",
        ),
        Signal("retold", ramp(pair.retold, 0.03, 0.3), "raises", "it retells the person's own message"),
        Signal("length", ramp(log(1 + traits.length), 2.5, 6.0), "either"),
        Signal(
            "lecture_share",
            personal * ramp(len(found.get("lecture", ())) / max(len(traits.text.sentences), 1), 0, 0.5),
            "raises",
            "it lectures",
        ),
        Signal("stock_share", personal * traits.share("stock_empathy"), "either"),
        Signal("headings", personal * ramp(traits.text.headings, 0, 4), "either"),
        ruled("closing", found.get("closing", ()), personal, 2),
        Signal(
            "generic_share",
            pair.generic_share,
            "raises",
            "most of it would fit anyone",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        Signal(
            "generic_to_ask",
            _much(reading) * pair.generic_share,
            "raises",
            "it answers in generalities",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        Signal(
            "generic_to_feeling",
            reading.need.felt * pair.generic_share,
            "raises",
            "most of it would fit anyone",
            sentence_spans(traits.text, pair.generic[:3]),
        ),
        Signal(
            "ask_not_taken_up", _much(reading) * (1 - pair.echo_all), "raises", "it takes up little of what was asked"
        ),
        Signal(
            "little_reflected",
            _little(reading) * (1 - ramp(traits.share("reflect"), 0, 0.4)),
            "raises",
            "it does not take in what was said",
        ),
        Signal("concrete", traits.concrete, "lowers"),
        Signal("specifics", ramp(traits.specifics, 0, 1), "lowers"),
        Signal("template_opening", personal * traits.template_opening, "either"),
        ruled("jargon", found.get("jargon", ()), personal),
        ruled("subject_changed", found.get("change_subject", ()), personal, 2),
        Signal("particulars", pair.echo_all, "lowers"),
        Signal(
            "third_person",
            personal * ramp(len(found.get("third_person", ())), 0, 3),
            "raises",
            "it speaks of people in general",
        ),
    ]
