import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.reading.tokens import CLS, MOST_TOKENS, SEP, tokens
from guardrail.types import Conversation

OTHER = 1  # the id of what is no number
LENGTHS = st.integers(0, 400)


class Numbers:
    """A tokenizer whose tokens are the words of a text, and whose ids are the numbers that they name."""

    def __init__(self):
        self.given = []

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        self.given.append(text)
        found = list(re.finditer(r"\S+", text))
        ids = [int(word.group()) if word.group().isdigit() else OTHER for word in found]
        return SimpleNamespace(ids=ids, offsets=[word.span() for word in found])


def numbers(first, count):
    return " ".join(str(first + index) for index in range(count))


def read(context, reply, most=MOST_TOKENS):
    """The tokens of a reply of so many words, 5000 and up, to a person who wrote so many, 2000 and up."""
    return tokens(Numbers(), Conversation.of(numbers(2000, context)), numbers(5000, reply), most)


def sides(found):
    """The ids of the conversation and of the reply, without the marks."""
    first = found.segments.count(0)
    return list(found.ids[1 : first - 1]), list(found.ids[first:-1])


def gaps(side):
    """How often the numbers of a side leap."""
    return sum(two != one + 1 for one, two in pairwise(side))


def test_a_reply_stands_behind_its_conversation_between_marks():
    talk = Conversation.of([{"role": "user", "content": "2000"}, {"role": "assistant", "content": "2001 2002"}])
    found = tokens(Numbers(), talk, "5000 5001")
    assert found.ids == (CLS, OTHER, 2000, OTHER, 2001, 2002, SEP, 5000, 5001, SEP)
    assert found.segments == (0,) * 7 + (1,) * 3
    assert found.places == ((0, 4), (5, 9))


@given(LENGTHS, LENGTHS, st.integers(8, 200))
def test_there_are_never_more_tokens_than_may_be_and_none_is_given_away(context, reply, most):
    found = read(context, reply, most)
    assert len(found.ids) == len(found.segments) == min(most, context + 1 + reply + 3)
    assert found.ids.count(SEP) == 2
    assert len(found.places) == sum(found.segments) - 1 == len(sides(found)[1])


@pytest.mark.parametrize(
    ("context", "reply", "kept"),
    [
        (9, 20, (10, 20)),  # "user:" is a token of the conversation
        (400, 400, (38, 59)),  # both long: two fifths to the conversation
        (400, 20, (77, 20)),  # what the reply leaves goes to the conversation
        (9, 400, (10, 87)),  # and the other way round
    ],
)
def test_the_shares_of_the_two_sides(context, reply, kept):
    assert tuple(map(len, sides(read(context, reply, 100)))) == kept


@pytest.mark.parametrize("most", [20, 100, 192])
def test_of_a_side_that_is_too_long_both_ends_are_kept_and_the_middle_goes(most):
    before, after = sides(read(400, 400, most))
    assert (before[0], before[-1], after[0], after[-1]) == (OTHER, 2399, 5000, 5399)
    assert (gaps(before[1:]), gaps(after)) == (most > 20, 1)


def test_of_the_conversation_more_of_the_end_is_kept_and_of_the_reply_more_of_the_beginning():
    before, after = sides(read(400, 400))
    assert sum(id_ < 2200 for id_ in before) < sum(id_ >= 2200 for id_ in before)
    assert sum(id_ < 5200 for id_ in after) > sum(id_ >= 5200 for id_ in after)


@pytest.mark.parametrize("count", [0, 1, 50, 400, 3000])
def test_every_place_is_that_of_its_token_in_the_reply(count):
    reply = numbers(5000, count)
    found = tokens(Numbers(), Conversation.of("hi"), reply)
    _, ids = sides(found)
    assert [reply[start:end] for start, end in found.places] == list(map(str, ids))


def test_of_a_very_long_text_only_the_ends_are_tokenised():
    tokenizer = Numbers()
    reply = numbers(10_000, 90_000)
    found = tokens(tokenizer, Conversation.of(reply), reply, 192)
    assert max(map(len, tokenizer.given)) <= 192 * 8
    assert len(tokenizer.given) == 4
    _, ids = sides(found)
    assert (ids[0], ids[-1], reply[slice(*found.places[-1])]) == (10_000, 99_999, "99999")


def test_marks_of_emphasis_and_headings_are_no_tokens():
    found = tokens(Numbers(), Conversation.of("1"), "# 5000 * 5001 *")
    assert sides(found)[1] == [5000, 5001]
    assert found.places == ((2, 6), (9, 13))


def test_lone_surrogates_reach_no_tokenizer_and_move_nothing():
    tokenizer, reply = Numbers(), "\ud83d 5000 😭\ude00 5001"
    found = tokens(tokenizer, Conversation.of("\ud800"), reply)
    assert all(text.isprintable() and text.encode() for text in tokenizer.given)
    assert [reply[start:end] for start, end in found.places] == reply.split(" ")


def test_nothing_is_two_sides_without_words():
    assert tokens(Numbers(), Conversation.of([]), "").ids == (CLS, SEP, SEP)
