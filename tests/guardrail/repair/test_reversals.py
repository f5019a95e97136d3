import pytest

from guardrail.repair.clauses import read_statements
from guardrail.repair.reversals import turned_round


def turned(original, candidate):
    return turned_round(read_statements(original), read_statements(candidate))


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("Do not take it.", "Take it."),
        ("You can take it.", "You can't take it."),
        ("We can't extend the loan.", "We can extend the loan."),
        ("It is legal to record the call.", "It is illegal to record the call."),
        ("Take it without food.", "Take it with food."),
        ("Take the pills before meals.", "Take the pills after meals."),
        ("Your brother signed it.", "Your sister signed it."),
        ("It costs more than bread.", "It costs less than bread."),
        ("Your exam is tomorrow.", "Your exam is today."),
        ("The claim is, as they say, not valid.", "The claim is valid, as they say, and not valid."),
    ],
)
def test_a_claim_that_is_turned_round(original, candidate):
    assert bool(turned(original, candidate)) is (original != "The claim is, as they say, not valid.")


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("Do not take it.", "Never take it."),
        ("Do not take it.", "Take it? No."),
        ("It is not safe.", "It is unsafe."),
        ("It's not a big deal.", "It is a big deal."),
        ("You shouldn't be so upset.", "Of course you're upset."),
        ("You don't have to go alone.", "You have to rest."),
        ("If you can't sleep, ring me.", "You can sleep."),
        ("Don't drive. Drive.", "Drive."),
        ("", "Do not go."),
    ],
)
def test_what_is_not_turned_round(original, candidate):
    assert turned(original, candidate) == ()


def test_it_is_quoted_in_the_originals_words():
    assert turned("So: do *not* take it, Ada.", "Take it.") == ("do *not* take it",)
