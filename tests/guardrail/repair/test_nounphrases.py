import pytest

from guardrail.repair.nounphrases import (
    by_somebody,
    is_agent,
    is_common,
    is_noun_phrase,
    is_plural,
    is_the_person,
    is_thing,
)


@pytest.mark.parametrize("found", ["a request for a refund", "that error", "the **signed form**", "NHS records"])
def test_what_can_be_moved_is_a_noun_phrase(found):
    assert is_noun_phrase(found)


@pytest.mark.parametrize(
    "found",
    [
        "",
        "it",
        "in the end",
        "the form that is",
        "the",
        "a request of",
        "the **form",
        "a visit by the nurse",
        "one two three four five six seven eight nine ten eleven twelve thirteen",
    ],
)
def test_what_cannot_be_moved_is_none(found):
    assert not is_noun_phrase(found)


@pytest.mark.parametrize(
    ("found", "many"),
    [
        ("the forms", True),
        ("the form for guests", False),
        ("the results of the test", True),
        ("bread and milk", True),
        ("the police", True),
        ("you", True),
        ("the news", False),
        ("the class", False),
    ],
)
def test_the_head_of_a_phrase_tells_its_number(found, many):
    assert is_plural(found) is many


def test_things_and_those_who_act_are_told_apart():
    assert is_thing("a form for the nurse")
    assert not is_thing("the nurse")
    assert is_agent("the school nurse")
    assert not is_agent("the nurse at the desk")


@pytest.mark.parametrize(
    ("noun", "own", "meant"),
    [
        ("customers", (), True),
        ("customers", ("customer",), False),
        ("students", ("exam",), True),
        ("students", ("dog",), False),
        ("the user", ("dog",), True),
        ("the dog", (), False),
    ],
)
def test_whom_a_noun_means_is_seen_from_the_persons_words(noun, own, meant):
    assert is_the_person(noun, frozenset(own)) is meant


@pytest.mark.parametrize(
    ("word", "common"), [("The", True), ("Receipts", True), ("Verification", True), ("Keep", True), ("Wendell", False)]
)
def test_a_capital_may_come_from_the_start_of_a_sentence(word, common):
    assert is_common(word) is common


@pytest.mark.parametrize(
    ("words", "somebody"),
    [
        ("by the nurse", True),
        ("by calling", False),
        ("by Friday", False),
        ("by the end of May", False),
        ("by 5 pm", False),
    ],
)
def test_by_says_who_or_how(words, somebody):
    assert by_somebody(words) is somebody
