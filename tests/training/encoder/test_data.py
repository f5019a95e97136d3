from random import Random
from types import SimpleNamespace

import pytest

from guardrail.reading.intent import TARGETS
from guardrail.types import Conversation, Mode
from training.encoder.data import CLS, SEP, UNKNOWN, Example, Tokens, batches, examples, intent_targets, shares, tokens
from training.items import Item, Labelled

TALK = Conversation.of([{"role": "user", "content": "one two"}, {"role": "assistant", "content": "three"}])
NEED = {"wants": "heard", "feeling": 3, "depth": 1, "hard": "none"}


class Words:
    """A tokenizer that gives every word its length."""

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        return SimpleNamespace(ids=[len(word) for word in text.split()])


def item(talk, **labels):
    return Item("a", "ours", "s", talk, "yes", dict.fromkeys(Mode, 0) | labels)


def test_both_sides_are_marked_and_told_apart():
    read = tokens(Words(), TALK, "a reply here")
    assert read.ids == (CLS, 5, 3, 3, 10, 5, SEP, 1, 5, 4, SEP)
    assert read.segments == (*[0] * 7, *[1] * 4)


def test_the_talk_keeps_its_end_and_the_reply_its_beginning():
    read = tokens(Words(), TALK, "a reply here of many words", most=8)
    assert read.ids == (CLS, 10, 5, SEP, 1, 5, 4, SEP)


def test_a_reply_that_is_cut_away_leaves_its_mark():
    assert tokens(Words(), TALK, "").ids[-2:] == (SEP, SEP)


@pytest.mark.parametrize(
    ("context", "reply", "kept"),
    [(30, 40, (30, 40)), (90, 40, (60, 40)), (30, 200, (30, 70)), (90, 200, (40, 60)), (0, 200, (0, 100))],
)
def test_neither_side_takes_the_room_of_the_other(context, reply, kept):
    assert shares(context, reply, 100) == kept


def test_an_item_brings_its_labels_and_the_need_of_its_conversation():
    mode, *others = Mode
    need = Labelled("ours", Conversation.of("one"), NEED)
    labelled = item(Conversation.of("one"), **{mode: 2, others[0]: 1})
    (row,) = examples(Words(), [labelled], [need])
    assert row.modes == (1.0, UNKNOWN, 0.0, 0.0)
    assert {target for target, value in zip(TARGETS, row.intents, strict=True) if value == 1.0} == {
        "heard",
        "feeling",
        "short",
    }


def test_a_conversation_that_was_not_read_has_no_intents():
    (row,) = examples(Words(), [item(TALK)], [Labelled("ours", Conversation.of("one"), NEED)])
    assert row.intents == intent_targets(None) == (UNKNOWN,) * len(TARGETS)


def test_every_row_is_in_one_batch_among_its_like():
    rows = [Example(str(length), "ours", Tokens((0,) * length, ()), (), ()) for length in range(1, 203)]
    found = list(batches(rows, 8, Random(0)))
    assert sorted(int(row.id) for batch in found for row in batch) == list(range(1, 203))
    assert [len(batch) for batch in found].count(8) == 25
    assert max(int(row.id) for row in found[0]) - min(int(row.id) for row in found[0]) < 40
    assert found != list(batches(rows, 8, Random(1)))
