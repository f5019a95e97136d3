import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.numerals import DIGITS, ORDINALS, WORDS, number, ordinal


@pytest.mark.parametrize(
    ("words", "plainly"),
    [
        ("7", "7"),
        ("1,200", "1200"),
        ("1,00,000", "100000"),
        ("1.200,50", "1200.5"),
        ("1,200.50", "1200.5"),
        ("3,5", "3.5"),
        ("20.0", "20"),
        ("1.2.3", "1.2.3"),
        ("7/8", "7/8"),
        ("1/2", "0.5"),
        ("1 1/2", "1.5"),
        ("2½", "2.5"),
        ("¾", "0.75"),
        ("٣", "3"),
        ("0800", "0800"),
        ("three", "3"),
        ("Twenty-Five", "25"),
        ("twelve hundred", "1200"),
        ("one hundred and twenty", "120"),
        ("two hundred thousand", "200000"),
        ("a million", "1000000"),
        ("two and a half", "2.5"),
        ("a dozen", "12"),
        ("half an", "0.5"),
    ],
)
def test_a_number_has_one_spelling(words, plainly):
    assert number(words) == plainly


@pytest.mark.parametrize(
    ("words", "zeros", "plainly"),
    [("5", "k", "5000"), ("1.5", " million", "1500000"), ("2", "lakhs", "200000"), ("1.2345", "k", "1234.5")],
)
def test_what_multiplies_it_is_counted_in(words, zeros, plainly):
    assert number(words, zeros) == plainly


@pytest.mark.parametrize(
    ("words", "plainly"), [("3rd", "3"), ("third", "3"), ("Twenty-first", "21"), ("thirtieth", "30"), ("12th", "12")]
)
def test_an_ordinal_has_one_spelling(words, plainly):
    assert ordinal(words) == plainly
    assert re.fullmatch(ORDINALS, words, re.IGNORECASE)


def test_numbers_in_words_are_found_whole():
    text = (
        "in two hundred and then twenty five or a hundred and six, half an hour, two and a half, a dozen; seventy-one"
    )
    assert [match.group() for match in re.finditer(WORDS, text)] == [
        "two hundred",
        "twenty five",
        "a hundred and six",
        "half an",
        "two and a half",
        "a dozen",
        "seventy-one",
    ]


@given(st.integers(0, 10**30))
def test_thousands_may_be_set_apart(value):
    assert number(f"{value:,}") == str(value)


@given(st.from_regex(rf"\A(?:{DIGITS})\Z"))
def test_whatever_is_a_number_can_be_read(words):
    assert number(words)
