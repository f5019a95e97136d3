from importlib.resources import files
from textwrap import dedent

import pytest

from guardrail.detectors.phrases import RuleBook, load_pack, rule_book
from guardrail.errors import RuleError
from guardrail.policy.schema import Rules
from guardrail.reading.reading import Reading
from guardrail.reading.traits import read_traits
from guardrail.types import Conversation, Reply

PACKS = [
    entry.name.removesuffix(".yaml")
    for entry in files("guardrail_policies").joinpath("rules").iterdir()
    if entry.name.endswith(".yaml")
]
RULES = [rule for pack in PACKS for rule in load_pack(pack)]
FLAGS = [pytest.param(rule, words, id=f"{rule.id}:{words[:30]}") for rule in RULES for words in rule.examples.flag]
PASSES = [pytest.param(rule, words, id=f"{rule.id}:{words[:30]}") for rule in RULES for words in rule.examples.passing]
MINE = """\
rules:
  - id: mine.soft
    signal: downtone
    why: "it is soft"
    prefer: "Say it."
    phrases: ["(a bit|commence~|soft~) sad", "^well", "utilize~"]
    {edit}
    examples: {{flag: ["a bit sad"], pass: ["sad"]}}
"""


def hits(rule, words):
    return [hit for found in RuleBook([rule]).search(read_traits(words).text).values() for hit in found]


@pytest.fixture
def mine(tmp_path):
    def load(edit=""):
        path = tmp_path / "mine.yaml"
        path.write_text(MINE.format(edit=edit), "utf-8")
        (rule,) = load_pack(str(path))
        return rule

    return load


def edited(rule, words):
    """What the rule's edits make of some words, without any tidying up."""
    for edit in sorted((edit for hit in hits(rule, words) for edit in hit.edits), key=lambda edit: -edit.span.start):
        words = words[: edit.span.start] + edit.replacement + words[edit.span.end :]
    return words


@pytest.mark.parametrize(("rule", "words"), FLAGS)
def test_a_rule_finds_its_examples(rule, words):
    found = hits(rule, words)
    assert found
    assert all(words[hit.span.start : hit.span.end] == hit.span.quote for hit in found)


@pytest.mark.parametrize(("rule", "words"), PASSES)
def test_a_rule_leaves_its_counterexamples_alone(rule, words):
    assert hits(rule, words) == []


@pytest.mark.parametrize(("rule", "words"), FLAGS)
def test_an_edit_stays_inside_the_reply_and_around_what_was_found(rule, words):
    for hit in hits(rule, words):
        assert all(words[edit.span.start : edit.span.end] == edit.span.quote for edit in hit.edits)
        assert bool(hit.edits) <= (rule.edit is not None)


def test_no_two_rules_share_an_id():
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("edit", "words", "left"),
    [
        ("edit: {delete: words}", "It is a bit sad, I fear. Go.", "It is , I fear. Go."),
        ("edit: {delete: sentence}", "It is a bit sad, I fear. Go.", " Go."),
        ("edit: {replace: {'a bit ': ''}}", "It is A\u00a0bit sad.", "It is sad."),
        ("edit: {replace: {commence: start}}", "commence sad, commenced sad", "start sad, commenced sad"),
        ("edit: {replace: {soft: low, softly: lowly}}", "softly sad, soft sad", "lowly sad, low sad"),
        ("edit: {replace: {utilize: use}}", "Utilize it, utilizes it", "use it, utilizes it"),
        ("", "It is a bit sad.", "It is a bit sad."),
    ],
)
def test_the_edits_of_a_rule(mine, edit, words, left):
    assert edited(mine(edit), words) == left


def test_hits_are_filed_by_signal_and_worked_out_once_a_reading():
    book = rule_book(Rules())
    reading = Reading(Conversation.of("hi"), Reply("At least you tried. Time heals."), 1000)
    found = book.hits(reading)
    assert [hit.span.quote for hit in found["minimise"]] == ["At least you", "Time heals"]
    assert book.hits(reading) is found


def test_a_rule_can_be_disabled():
    rule = RULES[0]
    assert rule.id not in rule_book(Rules(disable=(rule.id,))).rules
    assert rule.id in rule_book(Rules()).rules


@pytest.mark.parametrize(
    ("rules", "field", "nearest"),
    [
        (Rules(packs=("cor",)), "rules.packs", "core"),
        (Rules(packs=("none/at/all.yaml",)), "rules.packs", ""),
        (Rules(disable=(RULES[0].id[:-1],)), "rules.disable", RULES[0].id),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(rules, field, nearest):
    with pytest.raises(RuleError) as raised:
        rule_book(rules)
    (problem,) = raised.value.problems
    assert (problem.field, problem.nearest) == (field, nearest)


def test_a_pack_is_refused_with_all_that_is_wrong(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        dedent(
            """\
            rules:
              - id: Bad Name
                signal: soft
                why: ""
                prefer: x
                phrases: ["(a", "ok"]
                edit: {delete: line}
                examples: {flag: [], pas: ["x"]}
            """
        ),
        "utf-8",
    )
    with pytest.raises(RuleError) as raised:
        load_pack(str(path))
    fields = {
        (problem.line, problem.field.removeprefix("rules.0.").removeprefix("rules[0]."))
        for problem in raised.value.problems
    }
    assert {line for line, _ in fields} == {2, 3, 4, 6, 7, 8}
    assert all(problem.file == str(path) and problem.column > 0 for problem in raised.value.problems)
