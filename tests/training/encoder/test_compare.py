import numpy as np
import pytest

from guardrail.types import Conversation, Mode
from training import signals
from training.encoder import compare
from training.encoder.compare import Compared, areas, compared, gain, intents, judged, signal_models
from training.items import Item, Labelled

GOOD, BAD = "Rufus is gone, and you loved him. I'm so sorry.", "At least you had years. Pets are replaceable."
TALK = Conversation.of("My dog Rufus died this morning and I can't stop crying.")


@pytest.fixture(autouse=True)
def _no_intents_to_fit(monkeypatch):
    monkeypatch.setattr(signals, "needs", list)


@pytest.fixture
def models():
    return signal_models(items("one"))


def items(source):
    return [
        Item(f"{source}-{number}", source, "s", TALK, (GOOD, BAD)[number % 2], dict.fromkeys(Mode, 2 * (number % 2)))
        for number in range(8)
    ]


def scored(items, sign):
    return {item.id: {"modes": [sign * (item.labels[mode] - 1.0) for mode in Mode]} for item in items}


def test_signals_and_encoder_meet_on_the_same_items(models):
    found = compared(models, items("two"), scored(items("two"), 1.0))
    assert areas(found.labels, found.signals)[0] == 1.0
    assert areas(found.labels, found.encoder) == areas(found.labels, found.level) == [1.0] * len(Mode)


@pytest.fixture
def crossed():
    """Signals that are right and an encoder that is wrong, and much surer."""
    labels = np.array([[0, 0], [2, 0], [0, 1], [2, 0]])
    signals = np.array([[0.1, 1.0], [0.4, 2.0], [0.2, 9.0], [0.3, 0.0]])
    return Compared(np.array(list("aabb")), labels, signals, -10 * signals)


def test_the_surer_side_outweighs_the_other_unless_both_are_levelled(crossed):
    assert areas(crossed.labels, crossed.signals)[0] == 1.0
    assert areas(crossed.labels, crossed.both)[0] == 0.0
    assert crossed.level == pytest.approx(0.0)


def test_a_mode_without_failures_has_no_area(crossed):
    assert np.isnan(areas(crossed.labels, crossed.signals)[1])


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_a_side_that_says_the_contrary_costs_what_the_signals_were_worth(crossed):
    assert gain(crossed, draws=20) == pytest.approx((-0.5, -0.5))


def test_what_the_guard_does_not_judge_is_left_out():
    foreign = Item("f", "one", "s", TALK, "Lo siento mucho, entiendo que esto es muy difícil.", dict.fromkeys(Mode, 0))
    assert [item.id for item in judged([foreign, items("one")[0]])] == ["one-0"]


def test_intents_are_compared_where_a_target_varies(monkeypatch):
    class Flat:
        def read(self, need):
            return dict.fromkeys(compare.TARGETS, 0.5)

    monkeypatch.setattr(compare, "without", lambda source: Flat())
    need = {"wants": "heard", "feeling": 3, "depth": 2, "hard": "none"}
    rows = [Labelled("one", TALK, {**need, "id": str(number), "feeling": number}) for number in range(4)]
    scores = {str(number): {"intents": [float(number)] * len(compare.TARGETS)} for number in range(3)}
    assert intents(rows, scores) == {"feeling": (0.5, 1.0)}
