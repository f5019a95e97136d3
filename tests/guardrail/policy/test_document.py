import pytest

from guardrail.policy.document import Mark, dotted, read_document, to_yaml


def test_every_value_knows_its_place():
    document = read_document("a: 1\nb:\n  - x\n  - {c: 2}\n", "f.yaml")
    assert document.data == {"a": 1, "b": ["x", {"c": 2}]}
    assert document.key(("a",)) == Mark("f.yaml", 1, 1)
    assert document.value(("b", 1, "c")) == Mark("f.yaml", 4, 9)


def test_a_path_that_is_not_there_has_the_place_around_it():
    document = read_document("a:\n  b: 1\n", "f.yaml")
    assert document.value(("a", "missing")) == Mark("f.yaml", 1, 1)
    assert document.key(("missing",)) == Mark("f.yaml", 1, 1)


@pytest.mark.parametrize("word", ["off", "on", "yes", "no", "2020-01-01", "y"])
def test_words_and_dates_are_text(word):
    assert read_document(f"a: {word}", "f").data == {"a": word}


def test_plain_values_have_their_types():
    assert read_document("a: true\nb: 1.5\nc: ~\nd: 3", "f").data == {"a": True, "b": 1.5, "c": None, "d": 3}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: [1,\nb: }", 2, 4), ("a: 'x", 1, 6), ("a: \x01", 1, 4), ("a: *nowhere", 1, 4), ("a: 1\n---\nb: 2", 2, 1)],
)
def test_no_yaml_is_one_problem_at_its_place(text, line, column):
    (problem,) = read_document(text, "f.yaml").problems
    assert (problem.file, problem.line, problem.column) == ("f.yaml", line, column)
    assert problem.found.startswith("no YAML")


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        ("a: 1\na: 2", "the key a second time (first on line 1)", 2),
        ("a: &x [*x]", "an alias of what stands around it", 1),
        ("? [a]\n: 1", "a list or mapping as a key", 1),
        ("a: !!python/name:os.system x", "the tag tag:yaml.org,2002:python/name:os.system", 1),
        ("a: !!int x", "'x'", 1),
        ("- a", "list", 1),
    ],
)
def test_what_no_schema_can_see_is_a_problem(text, found, line):
    (problem,) = read_document(text, "f").problems
    assert (problem.found, problem.line) == (found, line)


def test_an_empty_file_says_nothing():
    assert read_document("# only a comment\n", "f").data == {}


def test_an_alias_may_be_used_twice():
    assert read_document("a: &x {b: 1}\nc: *x", "f").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_laid_over_a_parent_each_value_keeps_its_file():
    parent = read_document("a: {x: 1, y: 2}\nl: [1, 2]", "parent")
    merged = read_document("a: {y: 3}\nl: [9]", "child").over(parent)
    assert merged.data == {"a": {"x": 1, "y": 3}, "l": [9]}
    assert merged.value(("a", "x")).file == "parent"
    assert merged.value(("a", "y")).file == "child"


def test_paths_are_written_as_people_read_them():
    assert dotted(("rules", 2, "id")) == "rules[2].id"


def test_what_is_written_reads_back():
    data = {"sink": "off", "flag": True, "text": "a – b\nc", "date": "2020-01-01"}
    assert read_document(to_yaml(data), "f").data == data
