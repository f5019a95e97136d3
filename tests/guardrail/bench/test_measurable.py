import pytest

from guardrail import Conversation, Mode
from guardrail.bench.items import Item
from guardrail.bench.measurable import PACKAGES, installed, measurable
from guardrail.errors import InputError, MissingExtra


def item(name, labels):
    return Item(name, Conversation.of("hi"), "hello", labels)


def test_missing_labels_are_refused():
    items = [item("a", dict.fromkeys(Mode, 0)), item("b", {Mode.CONFLICT_AVOIDANCE: 1})]
    measurable(items[:1])
    with pytest.raises(InputError, match=r"x.jsonl: 1 of 2 items lack labels for all four modes, first 'b'"):
        measurable(items, "x.jsonl")


def test_nothing_is_refused():
    with pytest.raises(InputError, match="0 of 0 items"):
        measurable([])


@pytest.mark.parametrize(("module", "package"), PACKAGES.items())
def test_what_is_not_installed_is_named_with_its_extra(monkeypatch, module, package):
    installed()
    monkeypatch.setattr("guardrail.bench.measurable.find_spec", lambda name: None if name == module else name)
    with pytest.raises(MissingExtra, match=rf"{package} is not installed.*empathy-guardrail\[bench\]"):
        installed()
