"""Conflict avoidance: the reply slides away from contradiction, criticism, dispute, an either/or or a dark feeling.

Precondition: something to avoid. Deficit: no position, no admission, no naming of the tension; vagueness, both sides,
a change of subject, referral or refusal instead of engagement. Hedging alone is no sign (Yeomans et al. 2020).
"""

from __future__ import annotations

from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal, ramp, ruled, sentence_spans
from guardrail.reading.reading import Reading


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of conflict avoidance."""
    hard = _hard(reading)
    return [
        *_precondition(reading, hard),
        *_evades(reading, rules, hard),
        *_silent(reading, hard),
        *_engages(reading, hard),
    ]


def _hard(reading: Reading) -> float:
    """How much there is to avoid, 0..1."""
    need = reading.need
    kinds = sum(need.has(kind) for kind in ("criticism", "dispute", "either_or", "asks_position", "dark"))
    return min(0.1 + 0.15 * kinds + 0.2 * need.felt + 0.7 * need.intent["hard"] + 0.4 * need.has("event:danger"), 1.0)


def _precondition(reading: Reading, hard: float) -> list[Signal]:
    need = reading.need
    return [
        Signal("ordinary", need.intent["ordinary"], "lowers"),
        Signal("hard", hard, "raises"),
        Signal("criticism", float(need.has("criticism")) * need.strength, "either"),
        Signal("dispute", float(need.has("dispute")), "either"),
        Signal("asks_position", float(need.has("asks_position", "either_or")), "either"),
        Signal("dark", float(need.has("dark", "event:danger")), "either"),
        Signal("repeated", float(need.has("repeat") and need.has("criticism")), "raises"),
        Signal("choice", need.intent["choice"], "either"),
        Signal("amends", need.intent["amends"], "either"),
        Signal("bright", max(need.valence, 0.0), "lowers"),
    ]


def _evades(reading: Reading, rules: RuleBook, hard: float) -> list[Signal]:
    found = rules.hits(reading)
    return [
        ruled("vague", found.get("vague", ()), hard, 2),
        ruled("both_sides", found.get("both_sides", ()), hard, 2),
        ruled("handback", found.get("handback", ()), hard, 2),
        ruled("refused", found.get("refusal", ()), max(hard, 0.4), 1),
        ruled("referred", found.get("referral", ()), hard),
        ruled("subject_changed", found.get("change_subject", ()), hard, 2),
        ruled("excused", found.get("excuse", ()), hard, 2),
        ruled("minimised", found.get("minimise", ()), hard),
        ruled("platitudes", found.get("platitude", ()), hard),
        ruled("lectured", found.get("lecture", ()), hard),
        ruled("office_talk", found.get("bureaucratic", ()), hard),
        ruled("euphemism", found.get("downtone", ()), hard, 2),
        ruled("closing", found.get("closing", ()), hard, 2),
    ]


def _silent(reading: Reading, hard: float) -> list[Signal]:
    need, traits, pair = reading.need, reading.traits, reading.pairing
    stance, owned = traits.text.labelled("stance"), traits.text.labelled("own_fault")
    position, blame = need.has("asks_position", "either_or"), need.has("criticism")
    sentence = _hard_sentence(reading)
    hotline = traits.sentences_with("hotline")
    referral = traits.sentences_with("referral")
    return [
        Signal(
            "no_stance",
            position * (not stance),
            "raises",
            "it takes no position where one was asked for",
            missing=f'a position on "{sentence}"',
        ),
        Signal(
            "choice_unanswered",
            need.intent["choice"] * (not stance),
            "raises",
            "it takes no position where one was asked for",
            missing=f'a position on "{sentence}"',
        ),
        Signal(
            "fault_unowned",
            max(need.intent["criticism"], need.intent["amends"]) * (not owned),
            "raises",
            "it does not own what it is blamed for",
            missing=f'an answer to "{sentence}"',
        ),
        Signal(
            "injustice_generic",
            need.intent["injustice"] * pair.generic_share,
            "raises",
            "it generalises the wrong that was done",
            sentence_spans(traits.text, pair.generic[:2]),
        ),
        Signal(
            "no_stance_early",
            position * (not _early(reading)),
            "raises",
            "its opening does not answer",
            missing=f'a position on "{sentence}"',
        ),
        Signal(
            "not_owned",
            blame * hard * (not owned),
            "raises",
            "it does not own what it is blamed for",
            missing=f'an answer to "{sentence}"',
        ),
        Signal(
            "passed_over",
            hard * (1 - pair.hard_taken_up),
            "raises",
            "it passes over what was hard to say",
            missing=f'"{sentence}"',
        ),
        Signal(
            "dark_unnamed",
            need.has("dark", "event:danger") * (not _names_dark(reading)),
            "raises",
            "it leaves the dark part unnamed",
            missing=f'"{sentence}"',
        ),
        Signal(
            "only_referral",
            hard * ramp(len(referral) / max(len(traits.text.sentences), 1), 0.2, 0.8),
            "raises",
            "it hands off instead of engaging",
            sentence_spans(traits.text, referral[:2]),
        ),
        Signal(
            "only_hotline",
            hard * ramp(len(hotline) / max(len(traits.text.sentences), 1), 0.2, 0.7),
            "raises",
            "it is a hotline notice",
            sentence_spans(traits.text, hotline[:2]),
        ),
        Signal(
            "unspecific",
            hard * (1 - pair.echo_all),
            "raises",
            "it takes up nothing that this person said",
            missing=f'"{sentence}"',
        ),
        Signal("advice_share", hard * traits.share("advice", "imperative"), "either"),
    ]


def _engages(reading: Reading, hard: float) -> list[Signal]:
    traits, pair = reading.traits, reading.pairing
    return [
        Signal("stance", hard * ramp(len(traits.text.labelled("stance")), 0, 3), "lowers"),
        Signal("owned", hard * bool(traits.text.labelled("own_fault")), "lowers"),
        Signal("reflects", hard * ramp(traits.share("reflect"), 0.0, 0.5), "lowers"),
        Signal("met", hard * pair.met, "lowers"),
        Signal("own_matter", hard * pair.own_matter, "lowers"),
        Signal("asks_back", hard * bool(traits.questions), "either"),
        Signal("length", hard * ramp(traits.length, 20, 200), "either"),
        Signal(
            "generic_share",
            hard * pair.generic_share,
            "raises",
            "most of it would fit anyone",
            sentence_spans(traits.text, pair.generic[:2]),
        ),
        Signal("concrete", hard * traits.concrete, "lowers"),
        Signal("specifics", hard * ramp(traits.specifics, 0, 1), "lowers"),
        Signal("template_opening", hard * traits.template_opening, "either"),
        Signal(
            "names_act", reading.need.has("dark", "event:danger") * bool(traits.text.labelled("names_act")), "lowers"
        ),
        Signal("exclaims", hard * ("!" in traits.text.folded.raw), "either"),
        Signal("hedged", hard * ramp(traits.text.rate("hedge"), 0, 5), "either"),
        Signal("addressed", hard * ramp(traits.text.rate("second_person"), 0, 10), "lowers"),
    ]


def _early(reading: Reading) -> bool:
    text = reading.traits.text
    opening = reading.traits.opening
    return bool(opening) and any(match.first <= opening[-1].last for match in text.labelled("stance"))


def _names_dark(reading: Reading) -> bool:
    return (
        any(feeling.valence < 0 and feeling.strength >= 0.6 for feeling in reading.traits.feelings)
        and reading.pairing.hard_taken_up > 0
    )


def _hard_sentence(reading: Reading) -> str:
    text, found = reading.need.text, reading.need.hard
    if not found:
        return text.sentence_span(text.sentences[-1]).quote if text.sentences else ""
    return text.sentence_span(text.sentences[text.words[found[0].first].sentence]).quote
