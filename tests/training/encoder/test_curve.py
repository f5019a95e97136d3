import pytest

from guardrail.types import Conversation, Mode
from training.items import Item

pytest.importorskip("torch")
pytest.importorskip("safetensors")


def item(source, number):
    talk = Conversation.of("one")
    return Item(f"{source}-{number}-a", source, f"{source}-{number}", talk, "yes", dict.fromkeys(Mode, 0))


def test_a_larger_share_holds_all_of_a_smaller_one():
    from training.encoder.curve import Portion

    own, real = [item("salon", number) for number in range(200)], [item("vera", 1)]
    quarter, half, none = (Portion("p", share, real=True).of(own, real) for share in (0.25, 0.5, 0.0))
    assert set(map(id, quarter)) < set(map(id, half))
    assert len(quarter) / 200 == pytest.approx(0.25, abs=0.08)
    assert none == real
    assert Portion("p", 1.0, real=False).of(own, real) == own


def test_a_scenario_is_never_divided():
    from training.encoder.curve import Portion

    pair = [Item(f"s-1-{letter}", "s", "s-1", Conversation.of("one"), "yes", dict.fromkeys(Mode, 0)) for letter in "ab"]
    assert all(len(Portion("p", share / 20, real=False).of(pair, [])) in (0, 2) for share in range(21))
