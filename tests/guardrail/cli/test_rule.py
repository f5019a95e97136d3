import pytest

from guardrail.detectors.phrases import load_pack
from guardrail.errors import InputError

RULES = {rule.id: rule for rule in load_pack("core")}


def test_every_armed_rule_is_listed(run):
    shown = run("rule", "list").output
    assert all(f" {name} " in shown for name in RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_page_of_fixed_shape(run, name):
    shown = run("rule", "show", name).output
    parts = ["why", "prefer", "looks for", "flags", "lets pass", "mended by"]
    places = [shown.index(f"\n{part}\n") for part in parts]
    assert places == sorted(places)
    assert RULES[name].examples.flag[0].split()[0] in shown


def test_an_unknown_rule_gets_the_nearest(run):
    known = next(iter(RULES))
    done = run("rule", "show", known[:-1])
    assert isinstance(done.exception, InputError)
    assert f"did you mean {known!r}" in str(done.exception)
