import json

import pytest

from guardrail import Mode
from guardrail.errors import InputError, ItemError

LABELS = {mode.value: 0 for mode in Mode}


@pytest.fixture
def labelled(items):
    return items("that is sad", "that is somewhat sad", labels=LABELS)


@pytest.fixture
def ordinary(tmp_path, items, labelled):
    """Chats without labels, one of four flagged, in a file of their own."""
    kept = labelled.read_text("utf-8")
    chats = tmp_path / "chats.jsonl"
    chats.write_text(items("so", "so", "so", "somewhat").read_text("utf-8"), "utf-8")
    labelled.write_text(kept, "utf-8")
    return chats


def test_figures_are_written_as_json(run, labelled, ordinary, tmp_path):
    out = tmp_path / "figures.json"
    done = run("bench", labelled, "--json", out, "--ordinary", ordinary, "--base-rate", "0.2", "--resamples", "9")
    assert (done.exit_code, done.exception) == (0, None)
    data = json.loads(out.read_text("utf-8"))
    assert (data["policy"], data["items"], data["base_rate"], data["resamples"]) == ("default", 2, 0.2, 9)
    assert data["clean_flagged"]["value"] == 0.5
    assert (data["ordinary"]["items"], data["ordinary"]["flagged"]["value"]) == (4, 0.25)
    assert "somewhat" not in out.read_text("utf-8")


def test_a_report_is_written_with_examples_where_they_are_asked_for(run, labelled, tmp_path):
    pages = {}
    for count in (0, 1):
        done = run("bench", labelled, "--html", tmp_path / "report.html", "--html-examples", count)
        assert (done.exit_code, done.exception) == (0, None)
        pages[count] = (tmp_path / "report.html").read_text("utf-8")
    assert "<mark>somewhat</mark>" in pages[1]
    assert "somewhat" not in pages[0]


def test_nothing_is_written_that_is_not_asked_for(run, labelled, tmp_path):
    run("bench", labelled)
    assert list(tmp_path.iterdir()) == [labelled]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--html", "nowhere/report.html"], "nowhere/report.html: found no such place"),
        (["--json", "nowhere/figures.json"], "nowhere/figures.json: found no such place"),
        (["--html-examples", "1"], "--html-examples: found no report"),
        (["--ordinary", "nowhere.jsonl"], "nowhere.jsonl: No such file"),
        (["--ordinary", "/dev/null"], "/dev/null: found no items; allowed: one or more"),
    ],
)
def test_what_is_wrong_is_named_before_anything_is_judged(run, labelled, monkeypatch, options, found):
    monkeypatch.setattr("guardrail.Guard.check", lambda *arguments: pytest.fail("was judged"))
    done = run("bench", labelled, *options)
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(found)


def test_items_without_labels_are_refused(run, items):
    file = items("that is sad")
    assert str(run("bench", file).exception).startswith(f"{file}: 1 of 1 items lack labels")


def test_bad_lines_are_passed_over_in_both_files_or_in_none(run, labelled, ordinary):
    ordinary.write_text("{\n" + ordinary.read_text("utf-8"), "utf-8")
    assert isinstance(run("bench", labelled, "--ordinary", ordinary).exception, ItemError)
    done = run("bench", labelled, "--ordinary", ordinary, "--skip-bad")
    assert done.exit_code == 0
    assert "chats.jsonl:1: found no JSON" in done.stderr
