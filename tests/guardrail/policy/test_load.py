from dataclasses import replace
from textwrap import dedent

import pytest

from guardrail.errors import PolicyError, Problem
from guardrail.policy.load import check, load, located, names


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(dedent(text), "utf-8")
        return str(path)

    return write


def refused(policy):
    with pytest.raises(PolicyError) as raised:
        load(policy)
    return raised.value.problems


def test_the_shipped_policies():
    assert names() == ["companion", "creative", "default", "support", "tutor"]


@pytest.mark.parametrize("name", names())
def test_a_shipped_policy_loads_and_speaks_with_its_own_voice(name):
    policy = load(name)
    assert policy.name == name
    assert policy.description
    others = {load(other).fallback for other in names() if other != name}
    assert policy.fallback not in others


def test_a_policy_takes_from_its_parent_what_it_does_not_say(write):
    policy = load(write("mine.yaml", "extends: companion\nmodes: {conflict_avoidance: {threshold: 0.7}}"))
    assert policy.name == "mine"
    assert policy.description == ""
    assert policy.modes.conflict_avoidance.threshold == 0.7
    assert policy.modes.conflict_avoidance.action == "regenerate"
    assert policy.judging.on_error == "closed"


def test_a_parent_may_be_a_file_beside_it(write):
    write("base.yaml", "extends: support\nshadow: true")
    assert load(write("mine.yaml", "extends: base.yaml\nname: ours")).shadow is True


def test_all_that_is_wrong_is_named_at_once(write):
    file = write(
        "bad.yaml",
        """\
        name: 5
        extends: suport
        modes:
          emotional_attenuaton: {threshold: 0.5}
          conflict_avoidance: {threshold: 1.5, action: rewrit}
          granularity_mismatch: 3
        streaming: {mode: lean}
        shadow: yes
        repair: {attempts: 2.5, deadline: '3', deadline: 4}
        audit: {sink: file}
        fallback: ''
        """,
    )
    assert [(str(item).removeprefix(file), item.nearest) for item in refused(file)] == [
        (
            ":2:10: extends: found no policy 'suport'; allowed: companion, creative, default, support, tutor, "
            "or the path of a file; did you mean 'support'?",
            "support",
        ),
        (":1:7: name: found 5; allowed: text", ""),
        (
            ":4:3: modes.emotional_attenuaton: found the unknown key 'emotional_attenuaton'; allowed: "
            "conflict_avoidance, emotional_attenuation, granularity_mismatch, linguistic_alienation; "
            "did you mean 'emotional_attenuation'?",
            "emotional_attenuation",
        ),
        (":5:35: modes.conflict_avoidance.threshold: found 1.5; allowed: at least 0, at most 1", ""),
        (
            ":5:48: modes.conflict_avoidance.action: found 'rewrit'; allowed: deliver, rewrite, regenerate, fallback; "
            "did you mean 'rewrite'?",
            "rewrite",
        ),
        (":6:25: modes.granularity_mismatch: found 3; allowed: a mapping (lines of `key: value`)", ""),
        (
            ":7:19: streaming.mode: found 'lean'; allowed: hold, lead, observe; did you mean 'lead'?",
            "lead",
        ),
        (":8:9: shadow: found 'yes'; allowed: true or false", ""),
        (":9:20: repair.attempts: found 2.5; allowed: a whole number at least 0, at most 5", ""),
        (":9:35: repair.deadline: found '3'; allowed: a number above 0, at most 600", ""),
        (":9:40: repair.deadline: found the key a second time (first on line 9); allowed: each key once", ""),
        (":10:8: audit: found a mapping; allowed: a path beside `sink: file`", ""),
        (":11:11: fallback: found ''; allowed: text not empty", ""),
    ]


def test_what_is_wrong_in_a_parent_is_named_in_the_parents_file(write):
    parent = write("parent.yaml", "\nshadow: 1")
    child = write("child.yaml", "extends: parent.yaml\nshadow: true\nfallback: 2")
    assert [(item.file, item.line, item.field) for item in refused(child)] == [
        (parent, 2, "shadow"),
        (child, 3, "fallback"),
    ]


@pytest.mark.parametrize("detour", ["a.yaml", "./a.yaml", "../{folder}/a.yaml"])
def test_a_circle_of_policies_is_refused(write, tmp_path, detour):
    first = write("a.yaml", "extends: b.yaml")
    second = write("b.yaml", f"extends: {detour.format(folder=tmp_path.name)}")
    (problem,) = refused(first)
    assert (problem.file, problem.line, problem.column) == (second, 1, 10)
    assert problem.found == "a circle: a.yaml extends b.yaml extends a.yaml"


def test_an_unknown_name_gets_the_nearest():
    (problem,) = refused("compnion")
    assert problem.nearest == "companion"


def test_a_folder_and_a_file_in_another_encoding_are_refused(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("fallback: déjà".encode("latin-1"))
    assert refused(str(latin))[0].found == "no UTF-8 at byte 11"
    assert refused(str(tmp_path))[0].found.startswith("an unreadable file")


def test_check_gives_the_policy_or_the_problems(write):
    assert check("tutor")[0] == load("tutor")
    policy, problems = check(write("bad.yaml", "shadow: 3"))
    assert policy is None
    assert len(problems) == 1


def test_what_a_policy_names_wrongly_is_shown_at_its_place(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: default\nrules:\n  packs: [cora]\n")
    named = Problem("cora", 1, 1, "rules.packs", "no rule pack 'cora'", "core")
    elsewhere = Problem("pack.yaml", 3, 5, "rules[0].id", "nothing", "a value")
    assert located(str(file), [named, elsewhere]) == [replace(named, file=str(file), line=3, column=10), elsewhere]
