import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.wire.portions import portions


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("Some better words here.", 2, ["Some better ", "words here."]),
        ("Yes.", 3, ["", "", "Yes."]),
        ("", 2, ["", ""]),
        (" \n", 1, [" \n"]),
    ],
)
def test_deals_words(text, count, parts):
    assert portions(text, count) == parts


@given(st.text(max_size=40), st.integers(1, 9))
def test_no_character_is_lost(text, count):
    parts = portions(text, count)
    assert (len(parts), "".join(parts)) == (count, text)
