from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from guardrail.errors import PolicyError, RuleError
from guardrail.policy.document import read_document
from guardrail.policy.validate import inspect, validate


class Phrase(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["phrase"]
    words: Annotated[str, Field(min_length=1)]


class Measure(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["measure"]
    weight: Annotated[float, Field(ge=0)] = 0.0


class Pack(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rules: tuple[Phrase, ...] = ()
    named: dict[str, Phrase] = {}
    kinds: list[Annotated[Phrase | Measure, Field(discriminator="kind")]] = []
    maybe: Measure | None = None
    passing: tuple[str, ...] = Field((), alias="pass")


def problems(text, model=Pack):
    return inspect(model, read_document(text, "f"))[1]


def test_a_right_document_becomes_the_model():
    pack = validate(Pack, read_document("rules: [{kind: phrase, words: at least}]", "f"))
    assert pack.rules[0].words == "at least"


def test_what_is_wrong_is_raised_as_the_callers_error():
    with pytest.raises(RuleError) as raised:
        validate(Pack, read_document("rules: 3", "f"), RuleError)
    assert isinstance(raised.value, PolicyError)
    assert raised.value.problems[0].allowed == "a list"


def test_all_problems_come_in_the_order_of_the_file():
    wrong = problems("ruls: []\nrules:\n  - {kind: phrase, word: x}\n  - {kind: phrase, words: ''}\n")
    assert [(item.line, item.field) for item in wrong] == [
        (1, "ruls"),
        (3, "rules[0].words"),
        (3, "rules[0].word"),
        (4, "rules[1].words"),
    ]


@pytest.mark.parametrize(
    ("text", "field", "nearest"),
    [
        ("ruls: []", "ruls", "rules"),
        ("passs: []", "passs", "pass"),
        ("named: {a: {kind: phrase, words: x, word: y}}", "named.a.word", "words"),
        ("kinds: [{kind: measure, wieght: 1}]", "kinds[0].wieght", "weight"),
        ("maybe: {kind: measure, wieght: 1}", "maybe.wieght", "weight"),
        ("kinds: [{kind: mesure}]", "kinds[0].kind", "measure"),
    ],
)
def test_unknown_names_get_the_nearest_spelling_at_any_depth(text, field, nearest):
    (wrong,) = problems(text)
    assert (wrong.field, wrong.nearest) == (field, nearest)


def test_values_are_taken_strictly():
    (wrong,) = problems("maybe: {kind: measure, weight: '1'}")
    assert (wrong.found, wrong.allowed) == ("'1'", "a number at least 0")


def test_a_file_that_is_no_yaml_is_not_asked_for_fields():
    assert len(problems("rules: [", Phrase)) == 1


def test_a_doubled_key_refuses_a_document_that_is_otherwise_right():
    valid, wrong = inspect(Pack, read_document("rules: []\nrules: []", "f"))
    assert valid is None
    assert [item.line for item in wrong] == [2]
