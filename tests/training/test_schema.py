import pytest

from guardrail.types import Mode
from training.schema import check


def turns(*roles):
    return [{"role": role, "content": "hi"} for role in roles]


def told(sets):
    return [problem.removeprefix(problem.split("ours")[0]) for problem in check(sets.folder).problems]


def test_what_has_the_form_is_read(sets):
    sets.item("ours", "s1-a", messages=turns("system", "user", "assistant", "user"))
    sets.item("ours", "s1-b", without="persona")
    sets.labels("ours.a", "s1-a", 2)
    sets.labels("ours.b", "s1-a", 1)
    found = check(sets.folder)
    assert found.problems == ()
    assert [(place.set, place.line, row.id) for place, row in found.items.items()] == [
        ("ours", 1, "s1-a"),
        ("ours", 2, "s1-b"),
    ]
    assert [(place.set, set(row.labels.values())) for place, row in found.readings.items()] == [
        ("ours", {2}),
        ("ours", {1}),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"domain": "sport"}, "domain: found 'sport'; allowed: mental_health, education, "),
        ({"dimension": "moral"}, "dimension: found 'moral'; allowed: cognitive, cultural, relational"),
        ({"reply": ""}, "reply: found ''; allowed: "),
        ({"reply": 3}, "reply: found 3; allowed: text"),
        ({"labels": {}}, "labels: found a mapping; allowed: no such field"),
        ({"without": "scenario"}, "scenario: found nothing; allowed: a value: this field is required"),
        ({"messages": []}, "messages: found nothing last; allowed: user"),
        ({"messages": turns("bot")}, "messages.0.role: found 'bot'; allowed: system, user, assistant"),
        ({"messages": [{"role": "user", "content": []}]}, "messages.0.content: found a list; allowed: text"),
        ({"messages": turns("user", "assistant")}, "messages: found assistant last; allowed: user"),
        (
            {"messages": turns("user", "system", "user")},
            "messages: found system after the first; allowed: user, assistant",
        ),
        ({"scenario": "s2"}, "id: found 's1-b'; allowed: 's2', \"-\" and a letter"),
        ({"scenario": "s1-"}, "id: found 's1-b'; allowed: 's1-', \"-\" and a letter"),
    ],
)
def test_a_wrong_item_is_told_at_its_line(sets, fields, expected):
    sets.item("ours", "s1-a")
    sets.item("ours", "s1-b", **fields)
    (problem,) = told(sets)
    assert problem.startswith(f"ours.jsonl:2: {expected}")


@pytest.mark.parametrize("line", [b"", b"{", b"\xff", b"{}{}"])
def test_a_line_that_is_no_json_is_told(sets, line):
    sets.write("ours", line)
    (problem,) = told(sets)
    assert problem.startswith("ours.jsonl:1: (line): found ")
    assert problem.endswith("; allowed: one JSON object")


def test_an_id_stands_once_in_all_files(sets):
    sets.item("more", "s1-a")
    sets.item("ours", "s2-a")
    sets.item("ours", "s1-a")
    once, scattered = told(sets)
    assert once.startswith("ours.jsonl:2: id: found 's1-a' again; allowed: once (it stands at ")
    assert once.endswith("more.jsonl:1)")
    assert scattered.startswith("ours.jsonl:2: scenario: found 's1' in a second file; allowed: in ")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"conflict_avoidance": 3}, "labels.conflict_avoidance: found 3; allowed: 0, 1, 2"),
        ({"conflict_avoidance": True}, "labels.conflict_avoidance: found true; allowed: 0, 1, 2"),
        ({"conflict_avoidance": "2"}, "labels.conflict_avoidance: found '2'; allowed: 0, 1, 2"),
        ({"rudeness": 0}, "labels.rudeness.[key]: found 'rudeness'; allowed: emotional_attenuation, "),
    ],
)
def test_a_wrong_label_is_told_at_its_line(sets, levels, expected):
    sets.item("ours", "s1-a")
    sets.labels("ours.a", "s1-a", **levels)
    (problem,) = told(sets)
    assert problem.startswith(f"ours.a.jsonl:1: {expected}")


def test_no_type_is_bent(sets):
    sets.item("ours", "s1-a")
    sets.labels("ours.a", "s1-a")
    sets.write("labels/ours.b", {"id": "s1-a", "labels": {mode.value: 0 for mode in Mode}, "trap": "yes"})
    assert told(sets) == ["ours.b.jsonl:1: trap: found 'yes'; allowed: true or false"]


def test_every_mode_is_labelled(sets):
    sets.item("ours", "s1-a")
    sets.write("labels/ours.a", {"id": "s1-a", "labels": {"emotional_attenuation": 0, "conflict_avoidance": 0}})
    assert told(sets) == [
        "ours.a.jsonl:1: labels.granularity_mismatch: found nothing; allowed: 0, 1, 2",
        "ours.a.jsonl:1: labels.linguistic_alienation: found nothing; allowed: 0, 1, 2",
    ]


def test_labels_name_an_item_and_a_reader_reads_it_once(sets):
    sets.item("ours", "s1-a")
    for name in ("s1-a", "s1-b", "s1-a"):
        sets.labels("ours.a", name)
    stray, again = told(sets)
    assert stray == "ours.a.jsonl:2: id: found 's1-b'; allowed: the id of an item"
    assert again.startswith("ours.a.jsonl:3: id: found 's1-a' again; allowed: once (it stands at ")
