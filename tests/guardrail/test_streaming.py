import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.policy.schema import Streaming
from guardrail.streaming import Parts, Sentences

SIX = "One is here. Two is here. Three is here. Four is here. Five is here. Six is here."


def cut(text, size):
    return [text[place : place + size] for place in range(0, len(text), size)]


def ends(text, size):
    sentences = Sentences()
    return [found for piece in cut(text, size) for found in sentences.feed(piece)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I am here. So are", ["I am here."]),
        ("He said “I am.” Then", ["He said “I am.”"]),
        ("Is it? Yes! It is\u2026 so", ["Is it?", " Yes! It is\u2026"]),
        ("It costs 3.50 today. Now", ["It costs 3.50 today."]),
        ("1. Call them.\n2. Wait a day\n\n\nThen", ["1. Call them.", "\n2. Wait a day"]),
        ("Dr. Who is in. Yes", ["Dr. Who is in."]),
        ("**Be there.** Then", ["**Be there.**"]),
        ("no end at all", []),
        ("the end comes with the stream.", []),
        (" \n \n. . \n", [" \n \n. ."]),
        ("", []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_finds_the_ends_of_sentences_however_the_words_are_cut(text, sentences, size):
    places = [sum(map(len, sentences[: number + 1])) for number in range(len(sentences))]
    assert ends(text, size) == [(place, len(words.split())) for place, words in zip(places, sentences, strict=True)]


def lead(streaming, pieces, passes=lambda stretch: True):
    """What leaves after each piece, the stretches that were judged, and the parts."""
    parts, gone, judged = Parts(streaming), [], []
    for piece in pieces:
        parts.add(piece, {0: piece}, idle=False)
        for index, stretch in parts.due().items():
            judged.append(stretch)
            if passes(stretch):
                parts.passed(index)
        gone.append("".join(parts.leaving()))
    return gone, judged, parts


def test_the_opening_is_held_until_it_is_judged_then_sentences_leave_and_a_tail_stays():
    words = cut(SIX, 1)
    gone, judged, parts = lead(Streaming(mode="lead", opening=6, tail=1), words)
    assert judged[0] == "One is here. Two is here."
    assert "".join(gone[: len(judged[0])]) == ""
    assert gone[len(judged[0])] == "One is here."
    assert "".join(gone) == parts.sent(0) == "One is here. Two is here. Three is here. Four is here."
    assert "".join(parts.rest()) == SIX.removeprefix(parts.sent(0))
    assert parts.left == len(SIX)


def test_a_longer_tail():
    gone, _, _ = lead(Streaming(mode="lead", opening=6, tail=3), cut(SIX, 1))
    assert "".join(gone) == "One is here. Two is here."


def test_a_stretch_that_fails_lets_nothing_leave_until_a_longer_one_passes():
    gone, judged, _ = lead(Streaming(mode="lead", opening=3), cut(SIX, 1), lambda stretch: "Four" in stretch)
    assert "".join(gone[: len("One is here. Two is here. Three is here. Four is here.")]) == ""
    assert "".join(gone) == "One is here. Two is here. Three is here. Four is here."
    assert judged[0] == "One is here."


def test_a_part_that_reaches_beyond_what_is_checked_stays_whole():
    gone, _, parts = lead(Streaming(mode="lead", opening=3), cut(SIX, 5))
    assert SIX.startswith("".join(gone))
    assert len("".join(gone)) % 5 == 0
    assert parts.sent(0) == "One is here. Two is here. Three is here. Four is here."


def test_nothing_counts_as_sent_before_a_part_has_left():
    gone, judged, parts = lead(Streaming(mode="lead", opening=3), [SIX])
    assert (gone, parts.sent(0), parts.sent(1)) == ([""], "", "")
    assert judged == [SIX.rpartition(" Six")[0]]


def test_what_carries_no_words_leaves_with_what_stands_before_it():
    parts = Parts(Streaming(mode="lead", opening=3))
    parts.add("call", {}, idle=False)
    assert parts.leaving() == ["call"]
    parts.add("words", {0: "One is here."}, idle=False)
    parts.add("comment", {}, idle=True)
    assert parts.leaving() == []
    parts.add("more", {0: " Two is here. "}, idle=False)
    assert parts.due() == {0: "One is here. Two is here."}
    parts.passed(0)
    assert parts.leaving() == ["words", "comment"]
    assert parts.rest() == ["more"]


def test_idle_parts_begin_no_stream():
    parts = Parts(Streaming(mode="lead"))
    parts.add("role", {}, idle=True)
    assert parts.leaving() == []
    parts.add("reasoning", {}, idle=False)
    assert parts.leaving() == ["role", "reasoning"]
    parts.add("comment", {}, idle=True)
    assert parts.leaving() == ["comment"]


def test_each_choice_is_judged_on_its_own_and_the_order_is_kept():
    parts = Parts(Streaming(mode="lead", opening=3))
    for number, piece in enumerate(["One is here. ", "Two is here. ", "Three is here. ", "Four is here. "]):
        parts.add((number, 1), {1: piece}, idle=False)
        parts.add((number, 0), {0: piece}, idle=False)
    assert set(parts.due()) == {0, 1}
    parts.passed(1)
    assert parts.leaving() == [(0, 1)]
    parts.passed(0)
    assert parts.leaving() == [(0, 0), (1, 1), (1, 0)]


SENTENCES = st.lists(
    st.sampled_from(["I am here. ", "You are!\n", "So it is", " (or not.) ", "\n\n", "1. "]), max_size=40
)


@given(SENTENCES.map("".join), st.integers(1, 9), st.integers(1, 20), st.integers(1, 3), st.randoms())
def test_whatever_comes_leaves_once_in_order_and_never_unchecked(text, size, opening, tail, luck):
    passing, parts, gone = "", Parts(Streaming(mode="lead", opening=opening, tail=tail)), ""
    for piece in cut(text, size):
        parts.add(piece, {0: piece}, idle=False)
        for stretch in parts.due().values():
            if luck.random() < 0.7:
                parts.passed(0)
                passing = stretch
        gone += "".join(parts.leaving())
        assert passing.startswith(gone)
    assert parts.sent(0) == "" or parts.sent(0).startswith(gone)
    assert gone + "".join(parts.rest()) == text


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_work_is_linear_in_the_length_whatever_the_size_of_the_pieces(size):
    def judged(sentences):
        _, stretches, _ = lead(Streaming(mode="lead"), cut("This is how it is. " * sentences, size))
        return sum(map(len, stretches))

    for sentences in (100, 1000, 4000):
        assert judged(sentences) <= 5 * len("This is how it is. ") * sentences
