import pytest

from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings


def held(fact, text):
    (found,) = facts(f"so {fact} it is")
    return Holdings(text).holds(found)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("42", "forty-two"),
        ("14", "14 people"),
        ("3 tablets", "`three tablets`"),
        ("1 hour", "an hour"),
        ("1 week", "a full week"),
        ("5:30", "5:30 pm"),
        ("9 am to 5 pm", "from 9 am, and to 5 pm"),
        ("0800 123 456", "0800-123\n456"),
        ("3 May", "3 May 2024"),
        ("“you were right”", "You WERE right"),
        ("Ada Obi", "Mr Obi, or ADA"),
        ("`x = 1`", "x = 1"),
        ("B12", "b12"),
        ("116 123", "116123"),
    ],
)
def test_the_same_may_be_said_in_other_words(fact, text):
    assert held(fact, text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("42", "420, 4.2 and 142"),
        ("20 mg", "20 g"),
        ("3 days", "3 business days"),
        ("5:30 pm", "5:30"),
        ("$20 a month", "$20"),
        ("3 May 2024", "3 May"),
        ("Ada Obi", "Obi"),
        ("`x = 1`", "x = 2"),
        ("https://a.org/B", "https://a.org/b"),
        ("0800 123 456", "0800 123 4567"),
    ],
)
def test_another_thing_is_not_the_same(fact, text):
    assert not held(fact, text)


@pytest.mark.parametrize("number", ["12", "3", "20"])
def test_a_number_is_mentioned_whatever_it_counts(number):
    assert Holdings("She's 12, has three dogs and takes 20 mg.").mentions(number)
    assert not Holdings("none").mentions(number)
