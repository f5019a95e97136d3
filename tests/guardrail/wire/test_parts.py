import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.wire.parts import dealt, edited, joined


def test_parts_are_paragraphs_unless_they_follow_on_one_another():
    assert joined(["One.", "", "Two."]) == "One.\n\nTwo."
    assert joined(["One ", "", "two."], "") == "One two."


@pytest.mark.parametrize(
    ("texts", "reply", "fresh"),
    [
        (["Old."], "New.", ["New."]),
        (["", "Old.", ""], "New.", ["", "New.", ""]),
        (["One.", "Two.", "Three."], "New.", ["", "", "New."]),
        (["One.", "Two.", "Three."], "One.\n\nNew.\n\nThree.", ["One.", "New.", "Three."]),
        (["One.", "Two.", "Three."], "One.\n\nThree.", ["One.", "", "Three."]),
        (["One.", "Two."], "One.\n\nTwo.", ["One.", "Two."]),
        (["One.", "Two."], "One. New.", ["", "One. New."]),
        (["One.", "Two."], "One.\n\n", ["One.", ""]),
        (["One.", "Two."], " ", ["", ""]),
    ],
)
def test_parts_that_still_open_or_close_the_reply_keep_their_words(texts, reply, fresh):
    assert dealt(texts, reply) == fresh


@pytest.mark.parametrize(
    ("texts", "reply", "fresh"),
    [
        (["It closes ", "at 5", ", I think."], "It closes at 6, I think.", ["It closes ", "at 6", ", I think."]),
        (["One. ", "Two. ", "Three."], "One. Three.", ["One. ", "", "Three."]),
        (["One.", "Two.", "Three."], "One.\n\nThree.", ["One.", "", "\n\nThree."]),
    ],
)
def test_without_a_gap_they_follow_on_one_another(texts, reply, fresh):
    assert dealt(texts, reply, "") == fresh


@pytest.mark.parametrize(
    ("texts", "gap", "reply", "fresh"),
    [
        (
            ["A sad day.", "", "A sad night."],
            "\n\n",
            "A hard day.\n\nA hard night.",
            ["A hard day.", "", "A hard night."],
        ),
        (["It is sad.", "It is late."], "\n\n", "It is hard.\n\nIt is dark.", ["It is hard.", "It is dark."]),
        (["It is sad.", "It is late."], "\n\n", "It is late.", ["", "It is late."]),
        (
            ["It is sad, ", "say all,", " and late."],
            "",
            "It is hard, say all, and dark.",
            ["It is hard, ", "say all,", " and dark."],
        ),
        (["It is", " rather ", "sad."], "", "It is sad.", ["It is", "", " sad."]),
        (["It is sad.", "It is late."], "\n\n", "It is sad. It is late.", ["", "It is sad. It is late."]),
    ],
)
def test_of_edited_words_every_part_keeps_its_share(texts, gap, reply, fresh):
    assert edited(texts, reply, gap) == fresh


@pytest.mark.parametrize("deal", [dealt, edited])
@given(
    st.lists(st.sampled_from(["", "One.", "Two."]), min_size=1, max_size=5).filter(any),
    st.lists(st.sampled_from(["One.", "Two.", "New", " ", "\n\n"]), max_size=6).map("".join),
    st.sampled_from(["", "\n\n"]),
)
def test_whatever_changes_the_words_arrive_in_order(deal, texts, reply, gap):
    fresh = deal(texts, reply, gap)
    assert joined(fresh, gap).split() == reply.split()
    assert all(new == "" for old, new in zip(texts, fresh, strict=True) if not old)
