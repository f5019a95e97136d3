import pytest

from guardrail.repair.inflection import plural, verb, verbs


@pytest.mark.parametrize(
    "forms",
    [
        ("use", "uses", "using", "used", "used"),
        ("stop", "stops", "stopping", "stopped", "stopped"),
        ("apply", "applies", "applying", "applied", "applied"),
        ("stay", "stays", "staying", "stayed", "stayed"),
        ("fix", "fixes", "fixing", "fixed", "fixed"),
        ("submit", "submits", "submitting", "submitted", "submitted"),
        ("visit", "visits", "visiting", "visited", "visited"),
        ("agree", "agrees", "agreeing", "agreed", "agreed"),
        ("lie", "lies", "lying", "lay", "lain"),
        ("take part in", "takes part in", "taking part in", "took part in", "taken part in"),
        ("send", "sends", "sending", "sent", "sent"),
        ("be", "is", "being", "was", "been"),
        ("have", "has", "having", "had", "had"),
        ("go", "goes", "going", "went", "gone"),
        ("begin", "begins", "beginning", "began", "begun"),
    ],
)
def test_a_verb_has_its_forms(forms):
    assert verb(forms[0]).forms == forms


def test_verbs_are_found_by_a_form():
    assert verbs("done")["taken"].base == "take"
    assert verbs("third")["is"].base == "be"
    assert "felt" not in verbs("done", "asked")


@pytest.mark.parametrize(("one", "many"), [("query", "queries"), ("day", "days"), ("box", "boxes"), ("form", "forms")])
def test_a_noun_has_a_plural(one, many):
    assert plural(one) == many
