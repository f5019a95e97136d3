import json

from guardrail.errors import ItemError


def test_one_line_out_for_each_line_in(run, items):
    done = run("judge", items("that is sad", "that is somewhat sad"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["0", "1"]
    assert [line["flagged"]["emotional_attenuation"] for line in lines] == [False, True]
    assert done.stderr == ""


def test_what_came_before_a_bad_line_is_written_once(run, items):
    done = run("judge", items("one", None, "three"))
    assert isinstance(done.exception, ItemError)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0"]


def test_bad_lines_can_be_skipped(run, items):
    done = run("judge", items("one", None, "three"), "--skip-bad")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0", "2"]
    assert "1 line was skipped" in done.stderr


def test_the_policy_is_the_one_that_is_named(run, items):
    done = run("judge", items("that is somewhat sad"), "-p", "companion")
    assert json.loads(done.stdout)["decision"]["action"] == "regenerate"
