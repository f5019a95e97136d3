from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.repair.guidance import guidance
from guardrail.types import (
    Action,
    Attempt,
    Conversation,
    Dimension,
    Evidence,
    Finding,
    Integrity,
    Mode,
    Reply,
    Span,
    Verdict,
)

PERSON = "It was a long day. My dog Rufus died and I am heartbroken. Should I tell my daughter tonight?"
DRAFT = "At least you had years. Call 0800 123 456 or see https://a.org/x."
SPAN = Span(0, 12, "At least you")
PERSONS = [
    "",
    "ok",
    PERSON,
    "You lied to me again.",
    "I just need to vent.",
    "I want to die.",
    "Should I stay or leave?",
    "\ud800 {0} %s",
    "How many cups in a litre, in one word?",
]


def finding(mode=Mode.EMOTIONAL_ATTENUATION, why="it offers a consolation prize", dimension=Dimension.COGNITIVE):
    evidence = (Evidence("x", "note", spans=(SPAN,)), Evidence("y", "note", missing='the feeling in "heartbroken"'))
    return Finding(mode, 0.9, dimension, Integrity.EMOTION, why, evidence)


def tried(*findings, draft=DRAFT, objections=()):
    return Attempt(Action.DELIVER, Reply(draft), Verdict(findings, findings), objections)


def advice(*findings, person=PERSON, draft=DRAFT, **settings):
    attempt = tried(*findings, draft=draft)
    return guidance(Conversation.of(person), [attempt], attempt, **settings)


def instead(*findings, **settings):
    return next(line for line in advice(*findings, **settings).splitlines() if line.startswith("Instead: "))


@pytest.mark.parametrize(
    "part",
    [
        "“My dog Rufus died and I am heartbroken.”",
        "“Should I tell my daughter tonight?”",
        "it offers a consolation prize",
        "“At least you”",
        'the feeling in "heartbroken"',
        "“0800 123 456”",
        "“https://a.org/x”",
        f"“{DRAFT}”",
    ],
)
def test_it_quotes_the_person_what_failed_what_stays_and_the_draft(part):
    assert part in advice(finding())


@pytest.mark.parametrize(("mode", "person"), list(product(Mode, PERSONS)))
def test_it_holds_for_every_mode_and_person(mode, person):
    said = advice(finding(mode), person=person)
    assert "Instead: " in said
    assert "{" not in said.replace("{0}", "")
    assert "empathetic" not in said


@pytest.mark.parametrize(
    ("mode", "one", "other"),
    [
        (Mode.GRANULARITY_MISMATCH, "I just need to vent.", "How do I fix it?"),
        (Mode.CONFLICT_AVOIDANCE, "You lied to me, that is your fault.", "Should I stay or leave?"),
    ],
)
def test_what_to_do_instead_follows_the_need(mode, one, other):
    assert instead(finding(mode), person=one) != instead(finding(mode), person=other)


def test_one_thing_is_asked_for_at_a_time_the_worst():
    said = advice(finding(why="first thing"), finding(Mode.CONFLICT_AVOIDANCE, "second thing"))
    assert "first thing" in said
    assert "second thing" not in said


@pytest.mark.parametrize(("mode", "person"), list(product(Mode, PERSONS)))
def test_the_same_failure_twice_gets_other_guidance(mode, person):
    asked = [instead(finding(mode), person=person, failed=[mode] * failed) for failed in range(3)]
    assert len(set(asked)) == 3
    assert instead(finding(mode), person=person, failed=[mode] * 9) == asked[-1]
    assert instead(finding(mode), person=person, failed=[other for other in Mode if other is not mode]) == asked[0]


def test_the_policys_own_words_stand_in_for_ours():
    wording = {Mode.CONFLICT_AVOIDANCE: ["Say yes.", "Say no."]}
    assert instead(finding(Mode.CONFLICT_AVOIDANCE), wording=wording) == "Instead: Say yes."
    assert instead(finding(Mode.CONFLICT_AVOIDANCE), wording=wording, failed=[Mode.CONFLICT_AVOIDANCE]).endswith("no.")
    assert instead(finding(), wording=wording) == instead(finding())


@pytest.mark.parametrize("mode", Mode)
def test_a_worked_example_goes_along_where_it_is_wanted(mode):
    assert ("For example" in advice(finding(mode), examples=True), "For example" in advice(finding(mode))) == (
        True,
        False,
    )


def test_norms_and_history_are_spoken_of_where_they_make_the_case_hard():
    assert "norms" in advice(finding(dimension=Dimension.CULTURAL))
    assert "norms" not in advice(finding())
    turns = [("user", "I told you about Rufus on Monday."), ("assistant", "Yes."), ("user", PERSON)]
    talk = Conversation.of([{"role": role, "content": text} for role, text in turns])
    attempt = tried(finding(dimension=Dimension.RELATIONAL))
    assert "“I told you about Rufus on Monday.”" in guidance(talk, [attempt], attempt)
    assert "not their first turn" not in advice(finding(dimension=Dimension.RELATIONAL))


def test_what_the_last_attempt_lost_is_named():
    first = tried(finding())
    lost = tried(finding(), objections=('lost number: "42"',))
    assert 'lost number: "42"' in guidance(Conversation.of(PERSON), [first, lost], first)


def test_refusals_and_warnings_are_to_be_said_still():
    said = advice(finding(), draft="I can't prescribe that. Never take both together. You will be fine.")
    assert "Say still, in any words: “I can't prescribe that" in said
    assert "Never take both together" in said


def test_what_the_person_said_need_not_be_kept_word_for_word():
    assert "word for word" not in advice(finding(), person="I called 0800 123 456.", draft="You called 0800 123 456.")


def test_without_findings_there_is_still_guidance():
    assert DRAFT in advice()


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_texts_can_be_quoted_in_bounded_room(person, draft):
    assert len(advice(finding(), person=person, draft=draft * 100)) < 12_000


@pytest.mark.parametrize(
    ("said", "quoted"),
    [("Three weeks of milk. It is warm soup now.", False), ("I am ashamed of what I said to her.", True)],
)
def test_only_what_is_clearly_a_feeling_is_called_one(said, quoted):
    attempt = Attempt(Action.DELIVER, Reply(DRAFT), Verdict(findings=(finding(),)))
    assert ("What they feel is strong" in guidance(Conversation.of(said), [attempt], attempt)) is quoted
