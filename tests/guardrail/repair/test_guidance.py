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


def finding(mode=Mode.EMOTIONAL_ATTENUATION, why="it offers a consolation prize"):
    evidence = (Evidence("x", "note", spans=(SPAN,)), Evidence("y", "note", missing='the feeling in "heartbroken"'))
    return Finding(mode, 0.9, Dimension.COGNITIVE, Integrity.EMOTION, why, evidence)


def advice(*findings, person=PERSON, draft=DRAFT, call=1):
    attempt = Attempt(Action.DELIVER, Reply(draft), Verdict(findings, findings))
    return guidance(Conversation.of(person), attempt, call)


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
    instead = [
        line
        for person in (one, other)
        for line in advice(finding(mode), person=person).splitlines()
        if line.startswith("Instead")
    ]
    assert instead[0] != instead[1]


def test_the_first_call_names_every_finding_and_a_further_one_the_worst():
    both = finding(why="first thing"), finding(Mode.CONFLICT_AVOIDANCE, "second thing")
    assert "second thing" in advice(*both)
    again = advice(*both, call=2)
    assert "first thing" in again
    assert "second thing" not in again
    assert "Start from an empty page" in again


def test_what_the_person_said_need_not_be_kept_word_for_word():
    assert "word for word" not in advice(finding(), person="I called 0800 123 456.", draft="You called 0800 123 456.")


def test_without_findings_there_is_still_guidance():
    assert DRAFT in advice()


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_texts_can_be_quoted_in_bounded_room(person, draft):
    assert len(advice(finding(), person=person, draft=draft * 100)) < 12_000
