import pytest

from guardrail.types import Conversation, Mode
from training import signals
from training.encoder import compare
from training.encoder.compare import areas, intents, judged, signal_models
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


def test_signals_and_encoder_are_judged_alone_and_together(models):
    found = areas(models, items("two"), scored(items("two"), 1.0))[Mode.EMOTIONAL_ATTENUATION]
    assert (found.signals, found.encoder, found.both) == (1.0, 1.0, 1.0)


def test_an_encoder_that_is_sure_of_the_contrary_outweighs_the_signals(models):
    found = areas(models, items("two"), scored(items("two"), -50.0))[Mode.EMOTIONAL_ATTENUATION]
    assert (found.signals, found.encoder, found.both) == (1.0, 0.0, 0.0)


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
