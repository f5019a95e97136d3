import json

import pytest

from guardrail.cli import feed
from guardrail.errors import ItemError


def test_a_bad_line_stops(items):
    reading = feed.items(str(items("one", None, "three")), skip_bad=False)
    assert next(reading).reply == "one"
    with pytest.raises(ItemError, match=r"items.jsonl:2: found no JSON"):
        next(reading)


def test_a_bad_line_is_passed_over_named_and_counted(items, capsys):
    assert [item.reply for item in feed.items(str(items("one", None, "three", None)), skip_bad=True)] == [
        "one",
        "three",
    ]
    said = capsys.readouterr().err
    assert "items.jsonl:2: found no JSON" in said
    assert said.endswith("2 lines were skipped\n")


def test_lines_survive_any_text(capsys):
    feed.write({"text": "\ud800 – \u202e"})
    assert json.loads(capsys.readouterr().out) == {"text": "\ud800 – \u202e"}


def test_progress_is_on_stderr_and_only_for_people(monkeypatch, capsys):
    assert list(feed.progress([1, 2], 2, "working")) == [1, 2]
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(feed.progress([1, 2], 2, "working")) == [1, 2]
    out, err = capsys.readouterr()
    assert out == ""
    assert "working" in err
