import pytest

from guardrail import errors
from guardrail.errors import GuardrailError, ItemError, MissingExtra, PolicyError, Problem, RuleError

PROBLEM = Problem("a.yaml", 3, 5, "modes.x", "3", "at most 1")


def drawn():
    lines = [line for line in errors.__doc__.splitlines() if "──" in line]
    return {line.split("── ")[1].split()[0] for line in lines}


def test_the_tree_at_the_top_is_the_tree():
    found = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, GuardrailError)}
    assert found - {"GuardrailError"} == drawn()


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        (PROBLEM, "a.yaml:3:5: modes.x: found 3; allowed: at most 1"),
        (Problem("a.yaml", 1, 1, "", "x", "y", "z"), "a.yaml:1:1: (file): found x; allowed: y; did you mean 'z'?"),
    ],
)
def test_a_problem_says_where_what_and_the_nearest(problem, shown):
    assert str(problem) == shown


@pytest.mark.parametrize("kind", [PolicyError, RuleError])
def test_a_refused_file_names_every_problem_on_a_line_of_its_own(kind):
    error = kind([PROBLEM, PROBLEM])
    assert error.problems == (PROBLEM, PROBLEM)
    assert str(error).splitlines() == [str(PROBLEM)] * 2


def test_an_item_is_named_by_file_and_line():
    assert str(ItemError("a.jsonl", 7, "found no JSON")) == "a.jsonl:7: found no JSON"


def test_a_missing_extra_says_what_to_install():
    assert str(MissingExtra("openai", "openai")) == "openai is not installed: pip install 'empathy-guardrail[openai]'"
