import io
import json
from types import SimpleNamespace

import pytest

from guardrail import Mode
from guardrail.bench.items import Item, count_lines, parse_item, read_items
from guardrail.errors import InputError, ItemError

GOOD = {"id": "a", "messages": [{"role": "user", "content": "hi"}], "reply": "hello"}


@pytest.fixture
def write(tmp_path):
    def write(*lines):
        path = tmp_path / "items.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return str(path)

    return write


def test_items_come_in_order_with_or_without_labels(write):
    file = write({**GOOD, "labels": {"conflict_avoidance": 2}, "domain": "x", "new": [1]}, b"", GOOD)
    first, second = read_items(file)
    assert first.labels == {Mode.CONFLICT_AVOIDANCE: 2}
    assert second == Item("a", first.conversation, "hello", {}, source="a")
    assert (first.domain, second.domain) == ("x", "")
    assert first.conversation.last_user == "hi"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"{", "found no JSON"),
        (b"\xff", "found no UTF-8 at byte 0"),
        (b"[1]", "found list; allowed: an object"),
        (b"[" * 100_000, "recursion"),
        ({**GOOD, "id": 3}, "id: found int; allowed: text"),
        ({"id": "a", "messages": []}, "reply: found nothing; allowed: text"),
        ({**GOOD, "messages": "hi"}, "messages: found str; allowed: a list of messages"),
        ({**GOOD, "messages": [{"role": "robot"}]}, "messages[0]: message role: found 'robot'"),
        ({**GOOD, "trap": "yes"}, "trap: found str; allowed: true or false"),
        ({**GOOD, "scenario": 3}, "scenario: found int; allowed: text"),
        ({**GOOD, "labels": [1]}, "labels: found list"),
        ({**GOOD, "labels": {"conflict_avoidance": 3}}, "labels.conflict_avoidance: found 3; allowed: 0, 1, 2"),
        ({**GOOD, "labels": {"conflict_avoidance": True}}, "labels.conflict_avoidance: found True"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_next_one_is_read(write, line, found):
    file = write(b"", line, GOOD)
    error, item = read_items(file)
    assert isinstance(error, ItemError)
    assert str(error).startswith(f"{file}:2: ")
    assert found in str(error)
    assert item.id == "a"


def test_standard_input_is_read_too(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())))
    assert [item.id for item in read_items("-")] == ["a"]


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"nowhere.jsonl: No such file"):
        list(read_items("nowhere.jsonl"))


def test_only_the_lines_of_a_real_file_are_counted(write):
    assert count_lines(write(GOOD, b"", GOOD)) == 2
    assert count_lines("-") is None
    assert count_lines("x" * 5000) is None


def test_a_lone_surrogate_is_kept():
    assert parse_item({**GOOD, "reply": "\ud800"}).reply == "\ud800"


def test_fields_that_say_what_belongs_together_may_be_left_out():
    given = {"scenario": "s", "domain": "d", "dimension": "cultural", "trap": True}
    full, empty = parse_item({**GOOD, **given}), parse_item({**GOOD, **dict.fromkeys(given)})
    assert (full.scenario, full.domain, full.dimension, full.trap) == ("s", "d", "cultural", True)
    assert (empty.scenario, empty.domain, empty.dimension, empty.trap) == ("", "", "", False)


@pytest.mark.parametrize(
    ("raw", "source"),
    [
        ({"id": "creative-04-a"}, "creative"),
        ({"id": "forum/gpt-4:3"}, "forum"),
        ({"id": "plain"}, "plain"),
        ({"id": "creative-04-a", "source": "ours"}, "ours"),
        ({"id": "creative-04-a", "source": ""}, "creative"),
    ],
)
def test_the_source_is_said_or_stands_first_in_the_id(raw, source):
    assert parse_item({**GOOD, **raw}).source == source
