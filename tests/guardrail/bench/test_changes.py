import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.bench.changes import Change, changes, words

TEXTS = st.text("ab c.'\n", max_size=30)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("one", "one", [("one", "kept")]),
        ("", "", []),
        ("It is somewhat sad.", "It is sad.", [("It is ", "kept"), ("somewhat ", "gone"), ("sad.", "kept")]),
        ("It's bad", "It's awful", [("It's ", "kept"), ("bad", "gone"), ("awful", "new")]),
        ("gone", "", [("gone", "gone")]),
    ],
)
def test_whole_words_change(before, after, found):
    assert changes(before, after) == tuple(Change(*each) for each in found)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_changes(before, after):
    found = changes(before, after)
    assert "".join(change.text for change in found if change.fate != "new") == before
    assert "".join(change.text for change in found if change.fate != "gone") == after


def test_words_are_counted_by_their_fate():
    found = changes("Well, it's somewhat sad - today.", "It's deeply, deeply sad!")
    assert {fate: words(found, fate) for fate in ("kept", "gone", "new")} == {"kept": 1, "gone": 4, "new": 3}
