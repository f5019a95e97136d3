import json

import pytest

import guardrail_adapters.asking
from guardrail import Mode
from guardrail.errors import InputError
from guardrail.testing import ScriptedModel

LABELS = {mode.value: 0 for mode in Mode}


@pytest.fixture
def labelled(items):
    return items("that is sad", "that is somewhat sad", labels=LABELS)


def test_figures_are_shown_and_what_must_not_happen_is_named(run, labelled):
    done = run("bench", labelled, "--repair")
    assert (done.exit_code, done.exception) == (0, None)
    assert "mended: 100.0% of 1 flagged replies, of 2 items" in done.output
    assert "words in the 1 replies that changed: 1 added, 1 removed" in done.output
    rows = [line.split() for line in done.output.splitlines()]
    assert ["rewrite", "1", "1"] in rows
    assert ["emotional", "attenuation", "1", "1", "0", "1.000", "0.000"] in rows
    assert ["changed", "though", "clean", "by", "the", "labels", "1", "found"] in rows
    assert ["1"] in rows


def test_figures_are_written_as_json(run, labelled, tmp_path):
    out = tmp_path / "figures.json"
    assert run("bench", labelled, "--repair", "--json", out).exit_code == 0
    data = json.loads(out.read_text("utf-8"))
    assert (data["policy"], data["mended"]["value"], data["never"]["clean_changed"]) == ("default", 1.0, ["1"])


def test_a_scripted_model_is_asked_where_that_is_wanted(run, labelled):
    policy = ("-p", "companion")
    assert "calls of the model 0," in run("bench", labelled, "--repair", *policy).output
    assert "calls of the model 1," in run("bench", labelled, "--repair", *policy, "--scripted", "0").output


def test_a_real_model_is_asked_where_that_is_wanted(run, labelled, monkeypatch):
    monkeypatch.setattr(guardrail_adapters.asking, "asking", lambda url, model: ScriptedModel(["that is bad"]))
    options = ("--repair", "-p", "companion", "--upstream", "http://x/v1", "--model", "m")
    assert ["regenerate", "1", "1"] in [line.split() for line in run("bench", labelled, *options).output.splitlines()]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--scripted", "0.5", "--upstream", "http://x", "--model", "m"], "--scripted: found --upstream beside it"),
        (["--json", "nowhere/figures.json"], "nowhere/figures.json: found no such place"),
    ],
)
def test_what_is_wrong_is_named_before_anything_is_judged(run, labelled, monkeypatch, options, found):
    monkeypatch.setattr("guardrail.Guard.run", lambda *arguments: pytest.fail("was judged"))
    done = run("bench", labelled, "--repair", *options)
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(found)


def test_items_without_labels_are_refused(run, items):
    assert "lack labels" in str(run("bench", items("x"), "--repair").exception)
