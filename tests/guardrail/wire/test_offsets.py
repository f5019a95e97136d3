import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.wire.offsets import offsets

TEXTS = st.text(alphabet="ab ,.\n", max_size=30)


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        ("one two three", "one three", {0: 0, 4: 4, 8: 4, 10: 6, 13: 9}),
        ("one two three", "one 2 three", {4: 4, 5: 6, 8: 6, 13: 11}),
        ("one two", "so one two", {0: 0, 1: 4, 4: 7, 7: 10}),
        ("a dog is a dog", "a cat is a dog", {11: 11, 14: 14}),
        ("same", "same", {0: 0, 2: 2, 4: 4}),
        ("", "new", {0: 0}),
    ],
)
def test_places_move_with_their_words(old, new, moves):
    moved = offsets(old, new)
    assert {offset: moved(offset) for offset in moves} == moves


@given(TEXTS, TEXTS)
def test_the_whole_lands_on_the_whole_and_no_place_overtakes_another(old, new):
    moved = offsets(old, new)
    places = [moved(offset) for offset in range(len(old) + 1)]
    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == (len(new) if old else 0)
