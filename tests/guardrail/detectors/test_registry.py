from itertools import product
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guardrail.detectors.model import fitted
from guardrail.detectors.registry import MEASURES, shipped
from guardrail.engine import Guard
from guardrail.errors import RuleError
from guardrail.policy.schema import Judging, Policy, Rules
from guardrail.types import Conversation, Mode, Reply
from tests.growth import grows_with_its_size

PERSONS = [
    "hi",
    "My dog died this morning, I am devastated!!!",
    "You lied to me AGAIN. Whose fault is it? Should I sue or wait?",
    "I just need to vent. I want to die.",
    "How many cups are in a litre?",
    "\ud800😭 ok",
]
REPLIES = [
    "Oh.",
    "At least you tried. Please be advised that it depends on many factors.",
    "# Steps\r\n\r\n1. **Rest**: it's important to rest.\r\n2. You should rest.\r\n" * 9,
    "\ud800 a\u200bt least you, **may** be a bit İsad",
    "שלום at least you \u202ewere sad. 😭😭 It could have been worse",
    "`at least` It is e\u0301e\u0301 at least she ```never closed",
    "x" * 900,
]
CASES = list(product(Mode, PERSONS, REPLIES))
ODD = st.text(
    st.one_of(st.sampled_from("*_`\u200b\u2019İ\ud800\u202e\u0301\r\n #-.!?😭"), st.characters()), max_size=30
)
TELLING = st.sampled_from(
    [
        "At least you had years.",
        "I understand this may be somewhat upsetting.",
        "- **Stay calm**: relax",
        "As per our policy, utilize the form.",
        "Individuals who grieve are common.",
        "```\nat least you\n```",
        "It really depends.",
    ]
)
GUARD = Guard(Policy(name="test", judging=Judging(timeout=60)))


@pytest.mark.parametrize(("mode", "person", "reply"), CASES)
def test_every_signal_is_sound_for_any_text(read_signals, mode, person, reply):
    for signal in read_signals(mode, person, reply):
        assert -0.01 <= signal.value <= 1.5
        assert signal.direction in ("raises", "lowers", "either")
        assert all(reply[span.start : span.end] == span.quote for span in signal.spans)
        assert all(reply[edit.span.start : edit.span.end] == edit.span.quote for edit in signal.edits)


@pytest.mark.parametrize("mode", Mode)
def test_no_two_signals_of_a_mode_share_a_name_and_all_are_always_read(read_signals, mode):
    names = {
        tuple(signal.name for signal in read_signals(mode, person, reply)) for person in PERSONS for reply in REPLIES
    }
    (listed,) = names
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("mode", Mode)
def test_every_weight_has_its_signal_and_keeps_its_direction(read_signals, mode):
    directions = {signal.name: signal.direction for signal in read_signals(mode, "hi", "hello")}
    weights = {name: term.weight for name, term in fitted(mode).terms.items()}
    assert weights.keys() <= directions.keys()
    assert all(weight >= 0 for name, weight in weights.items() if directions[name] == "raises")
    assert all(weight <= 0 for name, weight in weights.items() if directions[name] == "lowers")


def test_every_mode_has_one_detector_that_only_computes():
    assert [(detector.mode, detector.inline) for detector in shipped(Rules())] == [(mode, True) for mode in Mode]
    assert MEASURES.keys() == set(Mode)


def test_a_wrong_pack_is_refused_before_any_traffic():
    with pytest.raises(RuleError):
        shipped(Rules(packs=("cor",)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ODD, TELLING), max_size=8).map(" ".join), st.sampled_from(PERSONS))
@example("At least you İ\ud83d **may** be a bit sad\r\n", PERSONS[1])
@example("> a\u200bt least you\r\n\r\n| it could have been worse | \u202e |", PERSONS[1])
def test_every_finding_is_exact_in_any_text(reply, person):
    verdict = GUARD.check(Conversation.of(person), reply)
    assert not verdict.unjudged
    for finding in verdict.assessed:
        assert 0.0 <= finding.score <= 1.0
        assert all(reply[span.start : span.end] == span.quote and span.quote for span in finding.spans)
        assert all(item.note and (item.weight > 0) for item in finding.evidence)
        assert finding.why


@pytest.mark.parametrize("reply", REPLIES)
def test_every_finding_says_what_the_mode_breaks_and_why(reply):
    for finding in GUARD.check(Conversation.of(PERSONS[1]), reply).assessed:
        definition = MEASURES[finding.mode]
        assert finding.integrity is definition.integrity
        assert finding.why.startswith(definition.why)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(""), "no words"),
        (Reply("```py\nprint('at least you')\n```"), "no words"),
        (Reply('{"a": "at least you tried"}'), "only JSON"),
        (Reply("", tool_calls=True), "tool call"),
        (Reply("I am unable to help.", refusal=True), "refusal"),
        (Reply("At least you tried.", structured=True), "structured output"),
        (Reply("Lo siento mucho, entiendo que esto es muy difícil para ti."), "'es'"),
        (Reply("Das tut mir sehr leid, ich verstehe, dass das schwer ist."), "'de'"),
        (Reply("听到这个消息我很难过。"), "'zh'"),
        (Reply("أنا آسف جدا لسماع ذلك"), "'ar'"),
    ],
)
def test_what_is_not_judged_is_delivered_with_the_reason(reply, why):
    outcome = GUARD.run(Conversation.of(PERSONS[1]), reply)
    assert why in outcome.original.verdict.skipped
    assert why in outcome.decision.reason
    assert outcome.reply is reply


@pytest.mark.parametrize(
    "person",
    [
        "He been gone two weeks now and ain't nobody called me, I'm finna lose it fr.",
        "Abeg, wetin I go do? My papa don die and I no fit sleep since.",
        "I am very sad because yesterday my grandmother she die and I not was there.",
        "Yaar my boss ne mujhe sabke saamne scold kiya and I just want to quit.",
        "tryna cope wit dis grief rn ngl",
    ],
)
def test_english_of_every_kind_is_judged(person):
    assert len(GUARD.check(Conversation.of(person), "At least you had him for twelve years.").assessed) == 4


def fastest(reply):
    times = []
    for _ in range(3):
        started = process_time()
        assert not GUARD.check(Conversation.of(PERSONS[1]), reply).unjudged
        times.append(process_time() - started)
    return min(times)


@pytest.mark.parametrize("unit", ["At least you had years. ", "- rest\n", "a bit sad ", "(((", "!", "word ", "*a* "])
def test_judging_grows_no_faster_than_the_reply(unit):
    short, long = ("I see. " + (unit * 20_000)[:length] for length in (2_000, 20_000))
    assert fastest(long) < 40 * fastest(short) + 0.05


@pytest.mark.parametrize("unit", ["At least you had years. ", "\n", "(", "A-"])
def test_a_hundred_thousand_characters_are_run_through_in_linear_time(unit):
    def run(size):
        reply = "I am sorry. " + (unit * size)[:size]
        outcome = GUARD.run(Conversation.of(PERSONS[1]), reply, lambda conversation: Reply(reply + " Yes."))
        assert not outcome.original.verdict.unjudged

    assert grows_with_its_size(run, 100_000)
