"""Conflict avoidance: the reply slides away from contradiction, criticism, dispute, an either/or or a dark feeling.

Precondition: something to avoid. Deficit: no position, no admission, no naming of the tension; vagueness, both sides,
a change of subject, referral or refusal instead of engagement. Hedging alone is no sign (Yeomans et al. 2020).
"""

from __future__ import annotations

from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal, either, lowers, raises, ramp, ruled
from guardrail.reading.reading import Reading


def measure(reading: Reading, rules: RuleBook) -> list[Signal]:
    """The signals of conflict avoidance."""
    hard = _hard(reading)
    return [
        *_precondition(reading, hard),
        *_evades(reading, rules, hard),
        *_unanswered(reading),
        *_passed_over(reading, hard),
        *_handed_off(reading, hard),
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
        lowers("ordinary", need.intent["ordinary"]),
        raises("hard", hard),
        either("criticism", float(need.has("criticism")) * need.strength),
        either("dispute", float(need.has("dispute"))),
        either("asks_position", float(need.has("asks_position", "either_or"))),
        either("dark", float(need.has("dark", "event:danger"))),
        raises("repeated", float(need.has("repeat") and need.has("criticism"))),
        either("choice", need.intent["choice"]),
        either("amends", need.intent["amends"]),
        lowers("bright", max(need.valence, 0.0)),
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


def _unanswered(reading: Reading) -> list[Signal]:
    """No position where one was asked for."""
    need, stance = reading.need, reading.traits.text.labelled("stance")
    asked = need.has("asks_position", "either_or")
    note, missing = "it takes no position where one was asked for", f'a position on "{_hard_sentence(reading)}"'
    return [
        raises("no_stance", asked * (not stance), note, missing=missing),
        raises("choice_unanswered", need.intent["choice"] * (not stance), note, missing=missing),
        raises("no_stance_early", asked * (not _early(reading)), "its opening does not answer", missing=missing),
    ]


def _passed_over(reading: Reading, hard: float) -> list[Signal]:
    """What was hard to say is not taken up: a fault, a wrong, a dark thought."""
    need, traits, pair = reading.need, reading.traits, reading.pairing
    unowned = not traits.text.labelled("own_fault")
    blamed = max(need.intent["criticism"], need.intent["amends"])
    unnamed = need.has("dark", "event:danger") * (not _names_dark(reading))
    note, quoted = "it does not own what it is blamed for", f'"{_hard_sentence(reading)}"'
    answer, generic = f"an answer to {quoted}", traits.text.sentence_spans(pair.generic[:2])
    wrong = need.intent["injustice"] * pair.generic_share
    return [
        raises("fault_unowned", blamed * unowned, note, missing=answer),
        raises("not_owned", need.has("criticism") * hard * unowned, note, missing=answer),
        raises("injustice_generic", wrong, "it generalises the wrong that was done", generic),
        raises("passed_over", hard * (1 - pair.hard_taken_up), "it passes over what was hard to say", missing=quoted),
        raises("dark_unnamed", unnamed, "it leaves the dark part unnamed", missing=quoted),
        raises("unspecific", hard * (1 - pair.echo_all), "it takes up nothing that this person said", missing=quoted),
    ]


def _handed_off(reading: Reading, hard: float) -> list[Signal]:
    """Referral, a hotline or advice stand where engagement was wanted."""
    traits = reading.traits
    referral = traits.text.sentence_spans(traits.sentences_with("referral")[:2])
    hotline = traits.text.sentence_spans(traits.sentences_with("hotline")[:2])
    referred, noticed = ramp(traits.share("referral"), 0.2, 0.8), ramp(traits.share("hotline"), 0.2, 0.7)
    return [
        raises("only_referral", hard * referred, "it hands off instead of engaging", referral),
        raises("only_hotline", hard * noticed, "it is a hotline notice", hotline),
        either("advice_share", hard * traits.share("advice", "imperative")),
    ]


def _engages(reading: Reading, hard: float) -> list[Signal]:
    traits, pair = reading.traits, reading.pairing
    return [
        lowers("stance", hard * ramp(len(traits.text.labelled("stance")), 0, 3)),
        lowers("owned", hard * bool(traits.text.labelled("own_fault"))),
        lowers("reflects", hard * ramp(traits.share("reflect"), 0.0, 0.5)),
        lowers("met", hard * pair.met),
        lowers("own_matter", hard * pair.own_matter),
        either("asks_back", hard * bool(traits.questions)),
        either("length", hard * ramp(traits.length, 20, 200)),
        raises(
            "generic_share",
            hard * pair.generic_share,
            "most of it would fit anyone",
            traits.text.sentence_spans(pair.generic[:2]),
        ),
        lowers("concrete", hard * traits.concrete),
        lowers("specifics", hard * ramp(traits.specifics, 0, 1)),
        either("template_opening", hard * traits.template_opening),
        lowers("names_act", reading.need.has("dark", "event:danger") * bool(traits.text.labelled("names_act"))),
        either("exclaims", hard * ("!" in traits.text.folded.raw)),
        either("hedged", hard * ramp(traits.text.rate("hedge"), 0, 5)),
        lowers("addressed", hard * ramp(traits.text.rate("second_person"), 0, 10)),
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
