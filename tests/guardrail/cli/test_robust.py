from guardrail.cli.movement import Wanted
from guardrail.errors import MissingExtra


def test_options_reach_what_measures(run, monkeypatch):
    asked = []
    monkeypatch.setattr("guardrail.cli.movement.measure", lambda guard, wanted: asked.append(wanted))
    run("robust", "i", *"--skip-bad --worst 3 --show-texts --json j --seed 7".split())
    run("robust", "i")
    assert asked == [Wanted("i", True, 3, True, "j", 7), Wanted("i", False, 10, False, "", 0)]


def test_options_that_make_no_sense_are_refused(run):
    done = run("robust", "i", "--worst=-1")
    assert done.exit_code == 2
    assert "--worst" in done.output


def test_without_the_extra_it_is_named_before_anything_is_read(run, monkeypatch):
    monkeypatch.setattr("guardrail.bench.measurable.find_spec", lambda name: None if name == "sklearn" else name)
    assert isinstance(run("robust", "nowhere.jsonl").exception, MissingExtra)
