import io
import json

import pytest
from rich.console import Console

from guardrail import Mode
from guardrail.bench.robustness import Robustness, Stability
from guardrail.cli.movement import show
from guardrail.errors import InputError, ItemError

LABELS = {mode.value: 0 for mode in Mode}
MODE = Mode.EMOTIONAL_ATTENUATION


@pytest.fixture
def moving(items):
    """One reply that is flagged once its markdown is off, and one that is not."""
    return items("that is some**what** sad", "that is [b]sad[/b]")


def test_a_table_a_mode_then_the_worst(run, moving):
    done = run("robust", moving)
    assert (done.exit_code, done.exception, done.stderr) == (0, None, "")
    assert all(mode.value in done.stdout for mode in Mode)
    row = next(line.split() for line in done.stdout.splitlines() if line.startswith("no_markdown"))
    assert row == ["no_markdown", "1", "1.000", "1.000", "100.0%", "–", "–"]
    worst = done.stdout.split("what moves farthest")[1].splitlines()
    assert worst[3].split() == ["0", "emotional_attenuation", "no_markdown", "0.00", "1.00", "flips"]
    assert "some**what**" not in done.stdout


def test_nothing_is_cut_off_at_80_columns(run, items):
    done = run("robust", items("that is some**what** sad", labels=LABELS), env={"COLUMNS": "80"})
    assert "…" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_texts_are_shown_where_they_are_asked_for(run, moving):
    shown = run("robust", moving, "--show-texts").stdout.split("what moves farthest")[1]
    assert "0, no_markdown, reply\nthat is some**what** sad\nthat is somewhat sad\n" in shown
    assert "that is some" not in run("robust", moving, "--worst", "0", "--show-texts").stdout


def test_figures_are_written_as_json_without_texts(run, moving, tmp_path):
    out = tmp_path / "moved.json"
    assert run("robust", moving, "--json", out, "--seed", "3").exit_code == 0
    data = json.loads(out.read_text("utf-8"))
    assert (data["policy"], data["seed"], data["items"]) == ("default", 3, 2)
    assert data["movers"][0]["perturbation"] == "no_markdown"
    assert "some**what**" not in out.read_text("utf-8")


def test_the_same_seed_gives_the_same_file(run, moving, tmp_path):
    texts = []
    for _ in range(2):
        run("robust", moving, "--json", tmp_path / "moved.json", "--show-texts")
        texts.append((tmp_path / "moved.json").read_text("utf-8"))
    assert texts[0] == texts[1]


def test_what_is_judged_only_before_or_after_and_what_was_missing_is_told():
    rows = {MODE: (Stability("upper_case", MODE, 4, 0.1, 0.2, 0.0, None, None, one_sided=3),)}
    out = io.StringIO()
    show(Robustness(4, 4, rows, (), "without the [encoder]"), Console(file=out, width=80))
    assert "upper_case: 3 judged only as they are or only as changed\n" in out.getvalue()
    assert out.getvalue().endswith("without the [encoder]\n")


def test_what_is_wrong_is_named_before_anything_is_judged(run, moving, monkeypatch, tmp_path):
    monkeypatch.setattr("guardrail.Guard.check", lambda *arguments: pytest.fail("was judged"))
    assert str(run("robust", moving, "--json", "nowhere/m.json").exception).startswith("nowhere/m.json: found no such")
    assert isinstance(run("robust", "nowhere.jsonl").exception, InputError)
    (tmp_path / "none.jsonl").write_text("")
    assert "found no items" in str(run("robust", tmp_path / "none.jsonl").exception)


def test_bad_lines_stop_it_or_are_passed_over(run, items):
    file = items(None, "that is sad")
    assert isinstance(run("robust", file).exception, ItemError)
    assert run("robust", file, "--skip-bad").exit_code == 0
