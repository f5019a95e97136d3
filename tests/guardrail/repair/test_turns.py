from pathlib import Path

import pytest
import yaml

from guardrail.repair.joints import clauses
from guardrail.repair.lexicons import load
from guardrail.repair.spelling import lowered
from guardrail.repair.turns import Setting, turned, turns

SENTENCES = yaml.safe_load(Path(__file__).with_name("everyday.yaml").read_text("utf-8"))["changed"]
SHOWN = [lowered(clause) for official, _ in SENTENCES for clause, _ in clauses(official)]
HERE = Setting({"I": "I", "Im": "I'm", "Ive": "I've", "Id": "I'd", "Ishould": "I'd"}, frozenset())


def test_every_turn_is_well_formed():
    assert len(turns()) == len(load("turns")["turns"])


@pytest.mark.parametrize("place", range(len(turns())))
def test_every_turn_is_shown_by_a_sentence(place):
    assert any(turns()[place].put(clause, HERE) is not None for clause in SHOWN)


@pytest.mark.parametrize(
    ("clause", "plain"),
    [
        ("the form should be kept", "you should keep the form"),
        ("it is late", None),
        ("receipt of it is acknowledged", None),
    ],
)
def test_a_clause_is_put_until_it_is_plain(clause, plain):
    assert turned(clause, (), HERE) == plain


def test_some_turns_only_open_a_sentence():
    assert turned("please note that it is late", ("first",), HERE) == "it is late"
    assert turned("please note that it is late", (), HERE) is None


def test_the_name_that_opens_a_sentence_is_not_moved():
    assert turned("Wendell should be informed", (), HERE) is None


def test_some_turns_need_another_clause():
    assert turned("should you need it", ("fronted",), HERE) == "if you need it"
    assert turned("should you need it", (), HERE) is None
