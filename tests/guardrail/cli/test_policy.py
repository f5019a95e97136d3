import json

from guardrail.errors import PolicyError
from guardrail.policy.load import load, names


def test_all_problems_of_all_files_are_named(run, tmp_path):
    (tmp_path / "a.yaml").write_text("shadow: 3\nfallback: 4")
    (tmp_path / "b.yaml").write_text("shadwo: true")
    done = run("policy", "check", tmp_path / "a.yaml", "support", tmp_path / "b.yaml")
    assert done.output == "support: right\n"
    assert isinstance(done.exception, PolicyError)
    assert [problem.field for problem in done.exception.problems] == ["shadow", "fallback", "shadwo"]


def test_the_rules_that_a_policy_arms_are_checked_too(run, tmp_path):
    (tmp_path / "pack.yaml").write_bytes(b"\xff")
    (tmp_path / "a.yaml").write_text(f"rules: {{packs: [{tmp_path / 'pack.yaml'}]}}")
    (tmp_path / "b.yaml").write_text("rules: {disable: [minimise.atleast]}")
    done = run("policy", "check", tmp_path / "a.yaml", tmp_path / "b.yaml")
    assert done.output == ""
    assert [problem.found for problem in done.exception.problems] == [
        "no UTF-8 at byte 0",
        "no rule 'minimise.atleast'",
    ]


def test_what_is_shown_is_a_policy_again(run, tmp_path):
    file = tmp_path / "companion.yaml"
    file.write_text(run("policy", "show", "companion").output)
    assert load(str(file)) == load("companion").model_copy(update={"extends": ""})


def test_without_a_name_the_shipped_ones_are_listed(run):
    shown = run("policy", "show").output
    assert all(f" {name} " in shown for name in names())


def test_the_schema_is_json_schema(run):
    assert set(json.loads(run("policy", "schema").output)["properties"]) >= {"modes", "repair", "fallback"}
