import sys

import pytest

from guardrail import Mode
from guardrail.bench.speed import Measure
from guardrail.cli.measure import Wanted
from guardrail.errors import MissingExtra

LABELS = {mode.value: 0 for mode in Mode}


def test_agreement_is_printed_per_mode(run, items):
    done = run("bench", items("that is sad", "that is somewhat sad", labels=LABELS))
    assert done.exit_code == 0
    assert all(mode.value in done.output for mode in Mode)
    assert "flagged in any mode: 50.0% of all, 50.0% of clean items" in done.output


def test_options_reach_what_measures(run, monkeypatch):
    asked = []
    monkeypatch.setattr("guardrail.cli.measure.measure", lambda guard, wanted: asked.append(wanted))
    options = "--ordinary o --skip-bad --resamples 7 --base-rate 0.1 --html h --html-examples 2 --json j"
    run("bench", "i", *options.split())
    run("bench", "i")
    assert asked == [Wanted("i", "o", True, 7, 0.1, "h", 2, "j"), Wanted("i", "", False, 500, 0.05, "", 0, "")]


@pytest.mark.parametrize("option", ["--resamples=-1", "--base-rate=1.5", "--html-examples=-1"])
def test_options_that_make_no_sense_are_refused(run, option):
    done = run("bench", "i", option)
    assert done.exit_code == 2
    assert option.split("=")[0] in done.output


def test_without_the_extra_it_is_named_before_anything_is_read(run, monkeypatch):
    monkeypatch.setattr("guardrail.bench.measurable.find_spec", lambda name: None if name == "sklearn" else name)
    assert isinstance(run("bench", "nowhere.jsonl").exception, MissingExtra)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--repair", "--html", "x"], "--html: found --repair; allowed: --json"),
        (["--repair", "--ordinary", "x"], "--ordinary: found --repair"),
        (["--scripted", "0"], "--scripted: found no --repair; allowed: together with --repair"),
        (["--upstream", "x"], "--upstream: found no --repair"),
    ],
)
def test_options_of_another_measure_are_refused(run, items, options, found):
    assert str(run("bench", items("x", labels=LABELS), *options).exception).startswith(found)


def test_nothing_to_measure_is_refused(run):
    assert "ITEMS.jsonl or --speed" in str(run("bench").exception)


def test_speed_is_shown_beside_its_targets(run, monkeypatch):
    measures = [Measure("quick", 1.0, "ms", 2.0), Measure("slow", 3.0, "ms", 2.0), Measure("other", 1.0, "x")]
    monkeypatch.setattr("guardrail.cli.bench.speed", lambda guard: iter(measures[:2]))
    monkeypatch.setattr("guardrail_adapters.sdk_speed.sdk_speed", lambda: iter(measures[2:]))
    rows = [line.split("│")[1:-1] for line in run("bench", "--speed").output.splitlines() if "│" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["quick", "1.000 ms", "at most 2 ms", "met"],
        ["slow", "3.000 ms", "at most 2 ms", "over"],
        ["other", "1.000 x", "", ""],
    ]


def test_speed_is_shown_without_the_sdk_where_it_is_not_installed(run, monkeypatch):
    monkeypatch.setattr("guardrail.cli.bench.speed", lambda guard: iter([Measure("quick", 1.0, "ms", 2.0)]))
    monkeypatch.delitem(sys.modules, "guardrail_adapters.sdk_speed", raising=False)
    monkeypatch.setitem(sys.modules, "openai", None)
    assert run("bench", "--speed").output.count(" ms") == 2
