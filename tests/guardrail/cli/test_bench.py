from guardrail import Mode
from guardrail.bench.speed import Measure
from guardrail.errors import InputError

LABELS = {mode.value: 0 for mode in Mode}


def test_agreement_is_printed_per_mode(run, items):
    done = run("bench", items("that is sad", "that is somewhat sad", labels=LABELS))
    assert done.exit_code == 0
    assert all(mode.value in done.output for mode in Mode)
    assert "flagged in any mode: 50.0% of all, 50.0% of clean items" in done.output


def test_items_without_labels_are_refused(run, items):
    done = run("bench", items("that is sad"))
    assert isinstance(done.exception, InputError)
    assert "lack labels" in str(done.exception)


def test_nothing_to_measure_is_refused(run):
    assert "ITEMS.jsonl or --speed" in str(run("bench").exception)


def test_speed_is_shown_beside_its_targets(run, monkeypatch):
    measures = [Measure("quick", 1.0, "ms", 2.0), Measure("slow", 3.0, "ms", 2.0), Measure("other", 1.0, "x")]
    monkeypatch.setattr("guardrail.cli.bench.speed", lambda guard: iter(measures))
    rows = [line.split("│")[1:-1] for line in run("bench", "--speed").output.splitlines() if "│" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["quick", "1.000 ms", "at most 2 ms", "met"],
        ["slow", "3.000 ms", "at most 2 ms", "over"],
        ["other", "1.000 x", "", ""],
    ]
