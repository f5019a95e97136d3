import pytest

from guardrail.repair.counts import counted, recounted


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("three children", "two children"),
        ("the third floor", "the second floor"),
        ("you wrote twice", "you wrote three times"),
        ("two small boys", "three boys"),
        ("take 5 of them", "take 6 of them"),
    ],
)
def test_a_count_that_changed(original, candidate):
    assert recounted(original, candidate, "")


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("three children", "3 children"),
        ("three children", "the children"),
        ("the fourth time", "four times"),
        ("five steps", "two steps"),
        ("one day you will", "in two days"),
        ("at 9 am", "at 10 am"),
        ("on 3 May", "on the 5th of May"),
        ("three children, two children", "two children"),
    ],
)
def test_a_count_that_did_not(original, candidate):
    assert recounted(original, candidate, "") == ()


def test_a_number_that_was_said_is_none_of_ours():
    assert recounted("three children", "two children", "I have two children") == ()


def test_what_is_counted_is_found_with_its_words():
    (fact,) = counted("She has **three** dogs.")["dog"].values()
    assert fact.words == "three** dogs"
