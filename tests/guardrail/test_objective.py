import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.objective import best, empathy, no_worse
from guardrail.types import Action, Attempt, Dimension, Finding, Integrity, Mode, Reply, Unjudged, Verdict

A, B, C, D = Mode
SCORES = st.dictionaries(st.sampled_from(list(Mode)), st.floats(0, 1), min_size=1)


def verdict(scores, unjudged=(), skipped=""):
    found = tuple(Finding(mode, score, Dimension.COGNITIVE, Integrity.INTENT, "") for mode, score in scores.items())
    flagged = tuple(finding for finding in found if finding.score >= 0.5)
    return Verdict(found, flagged, tuple(Unjudged(mode, "late") for mode in unjudged), skipped)


def attempt(scores, objections=(), **state):
    return Attempt(Action.REGENERATE, Reply(str(scores)), verdict(scores, **state), objections)


@pytest.mark.parametrize(
    ("scores", "worth"), [({}, 0.0), ({A: 0.0}, 1.0), ({A: 1.0, B: 0.0}, 0.0), ({A: 0.5, B: 0.5}, 0.25)]
)
def test_the_score_is_the_chance_that_no_mode_is_raised(scores, worth):
    assert empathy(verdict(scores)) == pytest.approx(worth)


@given(SCORES)
def test_the_score_is_a_probability_and_falls_with_every_mode(scores):
    value = empathy(verdict(scores))
    assert 0.0 <= value <= 1.0
    assert all(empathy(verdict({**scores, mode: 1.0})) <= value for mode in scores)


@pytest.mark.parametrize(
    ("candidate", "original", "fit"),
    [
        (verdict({A: 0.4}), verdict({A: 0.9}), True),
        (verdict({A: 0.9}), verdict({A: 0.9}), True),
        (verdict({A: 0.95}), verdict({A: 0.9}), False),
        (verdict({A: 0.0, B: 0.6}), verdict({A: 0.9, B: 0.1}), False),
        (verdict({A: 0.0}, unjudged=[B]), verdict({A: 0.9, B: 0.1}), False),
        (verdict({A: 0.0}, unjudged=[B]), verdict({A: 0.9}, unjudged=[B]), True),
        (verdict({}, skipped="refusal"), verdict({A: 0.9}), False),
        (verdict({}, skipped="refusal"), verdict({}, unjudged=Mode), False),
    ],
)
def test_what_may_stand_in_for_the_original(candidate, original, fit):
    assert no_worse(candidate, original) is fit


@given(SCORES)
def test_a_reply_may_stand_in_for_itself(scores):
    assert no_worse(verdict(scores), verdict(scores))


@pytest.mark.parametrize(
    ("others", "chosen"),
    [
        ([], 0),
        ([{A: 0.9, B: 0.9}], 0),
        ([{A: 0.2, B: 0.6}, {A: 0.2, B: 0.2}], 2),
        ([{A: 0.2, B: 0.2}, {A: 0.2, B: 0.2}], 1),
        ([{A: 0.4, B: 0.55}, {A: 0.45, B: 0.45}], 2),
        ([{A: 0.2, C: 0.9}], 0),
    ],
)
def test_the_best_has_fewest_flags_then_the_highest_score_then_comes_first(others, chosen):
    attempts = [attempt({A: 0.8, B: 0.7}), *map(attempt, others)]
    assert best(attempts) is attempts[chosen]


def test_what_lost_or_added_something_is_never_best():
    original = attempt({A: 0.9})
    assert best([original, attempt({A: 0.0}, ("lost number: 12",))]) is original


@given(st.lists(SCORES, min_size=1, max_size=5))
def test_the_best_is_never_worse_than_what_came(scores):
    attempts = [attempt(each) for each in scores]
    assert no_worse(best(attempts).verdict, attempts[0].verdict)
