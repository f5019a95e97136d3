import numpy as np
import pytest

from guardrail.types import Conversation, Mode
from training import signals
from training.items import Item
from training.signals import tables

REPLIES = [
    "At least you had years.",
    "Rufus is gone, and you loved him.",
    "Lo siento mucho, entiendo que esto es muy difícil.",
]


@pytest.fixture(autouse=True)
def _no_intents_to_fit(monkeypatch):
    monkeypatch.setattr(signals, "needs", list)


def items():
    talk = Conversation.of("My dog Rufus died this morning.")
    return [
        Item(str(number), f"source {number % 2}", "s", talk, reply, dict.fromkeys(Mode, number))
        for number, reply in enumerate(REPLIES)
    ]


def test_a_table_a_mode_with_a_row_for_every_item_that_is_judged():
    found = tables(items())
    assert found.keys() == set(Mode)
    for table in found.values():
        assert table.values.shape == (2, len(table.names)) == (2, len(table.directions))
        assert np.isfinite(table.values).all()
        assert (table.labels.tolist(), table.sources.tolist()) == ([0, 1], ["source 0", "source 1"])
        assert table.ids.tolist() == ["0", "1"]
        assert not table.plain.any()


def test_the_rows_that_readers_split_on_can_be_left_out():
    table = tables(items())[Mode.CONFLICT_AVOIDANCE]
    assert table.strict.labels.tolist() == [0]
    assert table.where(table.sources == "source 1").labels.tolist() == [1]
