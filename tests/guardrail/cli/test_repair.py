import json

import guardrail_adapters.asking
from guardrail.errors import InputError
from guardrail.testing import ScriptedModel


def test_replies_are_edited_without_a_model(run, items):
    done = run("repair", items("that is somewhat sad", "that is sad"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["action"], line["delivered"]) for line in lines] == [
        ("rewrite", "that is deeply sad"),
        ("deliver", "that is sad"),
    ]


def test_an_upstream_is_asked_where_there_is_one(run, items, monkeypatch):
    asked = []

    def asking(upstream, model):
        asked.append((upstream, model))
        return ScriptedModel(["that is terrible"])

    monkeypatch.setattr(guardrail_adapters.asking, "asking", asking)
    done = run("repair", items("that is somewhat sad"), "-p", "companion", "--upstream", "http://x/v1", "--model", "m")
    assert asked == [("http://x/v1", "m")]
    assert json.loads(done.stdout)["delivered"] == "that is terrible"


def test_the_sum_is_told_apart_from_the_lines(run, items):
    done = run("repair", items("that is somewhat sad", "that is sad"))
    assert done.stderr.splitlines() == [
        "1 of 2 replies flagged, 1 mended; the flagged left by: deliver 0, rewrite 1, regenerate 0, fallback 0; "
        "0 calls of the model, 0 tokens"
    ]


def test_pairs_are_shown_in_place_of_lines_and_only_of_what_changed(run, items):
    done = run("repair", items("that is sad", "so somewhat one", "so somewhat two"), "--show", "1")
    assert "so [-somewhat-] one" in done.stdout
    assert "so {+deeply+} one" in done.stdout
    assert "two" not in done.stdout
    assert '{"id"' not in done.stdout


def test_an_upstream_without_a_model_is_refused(run, items):
    done = run("repair", items("x"), "--upstream", "http://x/v1")
    assert isinstance(done.exception, InputError)
    assert "--model" in str(done.exception)


def test_calls_of_the_model_that_fail_are_told(run, items, monkeypatch):
    def refuse(conversation):
        raise ConnectionError("refused")

    monkeypatch.setattr(guardrail_adapters.asking, "asking", lambda upstream, model: refuse)
    done = run("repair", items("that is somewhat sad"), "-p", "companion", "--upstream", "http://x/v1", "--model", "m")
    assert done.exit_code == 0
    assert "calls of the model failed, the last with: refused" in done.stderr
