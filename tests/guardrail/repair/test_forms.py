import pytest

from guardrail.repair.forms import FORMS, TO, bare, base, nominal, nominals, yours


def test_a_noun_made_of_a_verb_gives_it_back():
    assert nominal("completion of the") == ("finish", "the")
    assert nominal("colour of the") == ("", "the")
    assert nominals()["consultation with"] == "talk to"


@pytest.mark.parametrize("form", ["takes", "taking", "taken", "take"])
def test_a_form_leads_to_its_base(form):
    assert base(form) == "take"


def test_a_second_infinitive_loses_its_to():
    assert bare(" the form, to wait or to call, and to the desk") == " the form, wait or call, and to the desk"
    assert bare(" the form, to see it") == " the form, to see it"
    assert TO.findall("sit and to wait") == [("and ", "wait")]


def test_people_become_you():
    assert yours("keep their ticket themselves when they go") == "keep your ticket yourself when you go"


@pytest.mark.parametrize(
    ("form", "words", "put"),
    [
        ("third", "persist", "persists"),
        ("past", "taken", "took"),
        ("plural", "be", "are"),
        ("plural", "reports", "report"),
        ("object", "they", "them"),
        ("object", "the form", "the form"),
        ("it", "comments", "them"),
        ("it", "comment", "it"),
        ("gerund", "revision of the", "revising the"),
        ("verb", "revision of", "revise"),
        ("yours_bare", "write to their bank or to call", "write to your bank or call"),
        ("have", "has to", "have to"),
        ("about", "", ""),
        ("about", "fees", " about fees"),
    ],
)
def test_parts_take_forms(form, words, put):
    assert FORMS[form](words) == put
