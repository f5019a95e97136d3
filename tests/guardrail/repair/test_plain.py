import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.plain import blanked, plain, unwrapped


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Take **20** mg, _now_.", "Take 20 mg, now."),
        ("1. Rest\n- Eat", " Rest\nEat"),
        ("## **3.** Go", " Go"),
        ("> 2) So", " So"),
        ("a \u00a0 b \n\n c", "a b\nc"),
        ("10–20 “so”", '10-20 "so"'),
        ("It is 1. Really.", "It is 1. Really."),
        ("", ""),
    ],
)
def test_a_text_as_it_reads(raw, text):
    assert plain(raw).text == text


def test_what_stands_in_given_stretches_is_blank():
    assert plain("a `x` b", [(2, 5)]).text == "a b"


def test_a_span_leads_back_to_the_original():
    view = plain("Take **20** \n mg")
    (match,) = re.finditer("20 ?\n?mg", view.text)
    assert view.span(*match.span()).quote == "20** \n mg"


def test_what_was_taken_is_not_found_again():
    view = plain("a1 b2")
    assert [span.quote for _, span in view.take(re.compile(r"\w\d"), lambda match: match.group() != "b2")] == ["a1"]
    assert [span.quote for _, span in view.take(re.compile(r"\w\d"))] == ["b2"]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("call it\na day", "call it a day"),
        ("One.\nTwo", "One.\nTwo"),
        ("so\n- a\n1. b", "so\n- a\n1. b"),
        ("so\n\nand", "so\n\nand"),
    ],
)
def test_a_line_end_amid_a_sentence_is_a_space(text, one):
    assert unwrapped(text) == one


def test_stretches_may_overlap():
    assert blanked("abc\ndef", [(1, 5), (2, 3)]) == "a  \n ef"


@given(st.text())
def test_every_character_leads_back_to_its_own(raw):
    view = plain(raw)
    for index in range(len(view.text)):
        span = view.span(index, index + 1)
        assert raw[span.start : span.end] == span.quote
