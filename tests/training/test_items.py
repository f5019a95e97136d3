import json

import pytest

from guardrail.types import Mode
from training import items
from training.items import others, ours


def row(name, **fields):
    return {"id": name, "scenario": "s1", "messages": [{"role": "user", "content": "hi"}], "reply": "hello", **fields}


def labels(level):
    return {"labels": dict.fromkeys((mode.value for mode in Mode), level)}


def write(path, *rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(items, "HERE", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("read", "level"), [([2], 2), ([0, 2], 1), ([0, 2, 2], 2), ([0, 0, 2], 0), ([0, 1], 1), ([1, 2], 2)]
)
def test_readers_are_joined_by_their_median(home, read, level):
    write(home / "ours.jsonl", row("a"))
    for number, each in enumerate(read):
        write(home / "labels" / f"{number}.jsonl", {"id": "a", **labels(each)})
    (item,) = ours()
    assert item.labels == dict.fromkeys(Mode, level)
    assert (item.source, item.conversation.last_user, item.reply) == ("ours", "hi", "hello")


def test_items_without_labels_are_left_out(home):
    write(home / "ours.jsonl", row("a"), row("b"))
    write(home / "labels" / "0.jsonl", {"id": "b", **labels(0)})
    assert [item.id for item in ours()] == ["b"]


def test_other_items_bring_their_labels_and_their_source(tmp_path):
    write(tmp_path / "more.jsonl", row("x/1", domain="chat", **labels(2)), row("y", domain="chat", **labels(0)))
    found = others(tmp_path / "more.jsonl")
    assert [(item.source, item.labels[Mode.CONFLICT_AVOIDANCE]) for item in found] == [("chat", 2), ("more", 0)]


def test_the_items_that_are_kept_can_be_read():
    assert all(set(item.labels.values()) <= {0, 1, 2} for item in ours())
