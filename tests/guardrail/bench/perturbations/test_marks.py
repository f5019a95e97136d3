from random import Random

import pytest

from guardrail.bench.perturbations.marks import (
    PERSON_EMOJI,
    REPLY_EMOJI,
    emoji_person,
    emoji_reply,
    no_punctuation,
    typography,
)


def without(text, emoji):
    for one in sorted(emoji, key=len, reverse=True):
        text = text.replace(f" {one}", "")
    return text


def test_two_emoji_come_after_words_and_the_last_is_at_the_end(item):
    text = "My dog died, at 3am. See https://a.org/b now."
    for seed in range(30):
        found = emoji_person(item(text, text), Random(seed))
        said = found.conversation.last_user
        assert without(said, PERSON_EMOJI) == text
        assert said.endswith(tuple(PERSON_EMOJI))
        assert "https://a.org/b" in said
        assert found.reply == text
        reply = emoji_reply(item(text, text), Random(seed))
        assert without(reply.reply, REPLY_EMOJI) == text
        assert reply.conversation.last_user == text


def test_a_fence_at_the_end_stays_closed(item, random):
    assert emoji_reply(item(reply="Run this:\n```\nls\n```"), random).reply.endswith("\n```\nls\n```")


def test_nothing_to_put_emoji_after(item, random):
    assert emoji_reply(item(reply="`ls`"), random) is None
    assert emoji_person(item("..."), random) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My dog died. Why? I can't, really!", "My dog died Why I can't really"),
        ('He said "no" (twice), at 3.30, for £1,912.', "He said no twice at 3.30 for £1,912"),
        ("well... I — we — left; so long…", "well I we left so long"),
        ("half-way :( see https://a.org/b, `a.b()`.", "half-way :( see https://a.org/b `a.b()`"),
        ("- one,\n- two.", "- one\n- two"),
        ("i.e. that", "i.e that"),
    ],
)
def test_punctuation_goes_and_words_stay(item, random, text, left):
    found = no_punctuation(item(text, "It stays."), random)
    assert (found.conversation.last_user, found.reply) == (left, "It stays.")


def test_without_punctuation_there_is_none_to_drop(item, random):
    assert no_punctuation(item("no marks here"), random) is None


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ('She said "no".', "She said “no”."),
        ("('yes', they're sure)", "(‘yes’, they’re sure)"),
        ("wait - what... now--then", "wait – what… now—then"),
        ("it is a dog", "it is\u00a0a\u00a0dog"),
        ('- \'tis `a "b" c`', '- ’tis `a "b" c`'),
    ],
)
def test_marks_are_typeset_on_both_sides(item, random, plain, typeset):
    found = typography(item(plain, plain), random)
    assert (found.conversation.last_user, found.reply) == (typeset, typeset)
