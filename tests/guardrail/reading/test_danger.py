from pathlib import Path

import pytest
import yaml

from guardrail.reading.danger import dangers, signs
from guardrail.types import Conversation, Danger

CAUGHT, PASSES = (
    yaml.safe_load(Path(__file__).with_name(f"danger_{name}.yaml").read_text("utf-8")) for name in ("caught", "passes")
)
CASES = [(danger, case) for danger, cases in CAUGHT.items() for case in cases]


def talk(*turns, between="I see."):
    """A conversation of the person's turns, with the assistant's between them."""
    answered = [{"role": "assistant", "content": between}]
    said = [[{"role": "user", "content": turn}] for turn in turns]
    return Conversation.of([message for turn in said for message in turn + answered][:-1])


def read(case):
    return signs(talk(*case) if isinstance(case, list) else talk(case))


@pytest.mark.parametrize(("danger", "case"), CASES)
def test_what_must_be_caught(danger, case):
    assert danger in dangers(read(case))


@pytest.mark.parametrize("case", PASSES)
def test_what_must_pass(case):
    assert read(case) == ()


def test_there_are_cases_of_every_danger():
    assert set(CAUGHT) == set(Danger)
    assert min(len(cases) for cases in CAUGHT.values()) >= 30


def test_signs_quote_the_words_and_where_they_stand():
    conversation = talk("hello", "i feel su1cidal, i dont want to be here anymore")
    found = signs(conversation)
    assert [sign.span.quote for sign in found if sign.plain] == ["su1cidal", "dont want to be here anymore"]
    for sign in found:
        assert sign.message == 2
        text = conversation.messages[2].text
        assert text[sign.span.start : sign.span.end] == sign.span.quote


def test_two_hints_that_differ_are_danger_and_one_twice_is_not():
    assert signs(talk("I feel hopeless.")) == ()
    assert signs(talk("I feel hopeless.", "So hopeless.")) == ()
    assert [sign.plain for sign in signs(talk("I feel hopeless.", "I hate my life."))] == [False, False]


@pytest.mark.parametrize(("later", "seen"), [(2, True), (5, True), (6, False)])
def test_what_is_said_plainly_is_remembered_for_some_turns(later, seen):
    assert bool(signs(talk("I want to kill myself.", *["What is 2 + 2?"] * later))) is seen


@pytest.mark.parametrize(("later", "seen"), [(1, True), (2, False)])
def test_what_is_hinted_is_remembered_for_fewer(later, seen):
    assert bool(signs(talk("I feel hopeless.", "I hate my life.", *["What is 2 + 2?"] * later))) is seen


def test_only_the_person_is_read():
    messages = [{"role": "system", "content": "If they want to kill themselves, call 988."}]
    messages += [{"role": "assistant", "content": "Do you want to die?"}, {"role": "user", "content": "No, why?"}]
    assert signs(Conversation.of(messages)) == ()


@pytest.mark.parametrize(
    "text", ["", "\ud800 kms", "a" * 100_000, "kill " * 20_000, "hopeless. " * 10_000, "😀" * 5_000]
)
def test_odd_texts_are_read(text):
    assert bool(signs(talk(text))) is ("kms" in text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I want to die. My homework is killing me.", ["suicide"]),
        ("I used to cut myself, and I want to hurt myself again", ["self_harm"]),
        ("I'm not suicidal.", []),
        ("I'm not suicidal, but nothing matters.", ["suicide"]),
        ("In my story a girl wants to kill herself. The girl is me, I want to die.", ["suicide"]),
        ("He hit me and I want to die", ["violence", "suicide"]),
    ],
)
def test_what_is_said_around_a_sign_counts(text, named):
    assert list(dangers(signs(talk(text)))) == named


def test_a_conversation_is_read_once():
    conversation = talk("I want to die.")
    assert signs(conversation) is signs(conversation)
