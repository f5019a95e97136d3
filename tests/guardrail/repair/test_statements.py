import pytest

from guardrail.repair.clauses import read_statements
from guardrail.repair.statements import dropped


def gone(original, candidate):
    return dropped(read_statements(original), read_statements(candidate))


@pytest.mark.parametrize(
    ("original", "candidate", "kind"),
    [
        ("We can't refund it.", "That is hard.", "refusal"),
        ("We are unable to change the date, sadly.", "We can't refund it.", "refusal"),
        ("No refunds on sale items.", "You bought it on sale.", "refusal"),
        ("I can't do that.", "Sure.", "refusal"),
        ("Never mix bleach and ammonia.", "Bleach and ammonia are in the shed.", "warning"),
        ("It's a scam.", "They wrote to you.", "warning"),
        ("Ask your pharmacist before you take both.", "You can take both.", "warning"),
        ("Call an ambulance.", "Rest.", "warning"),
        ("If you start bleeding, ring your midwife immediately.", "Ring whoever you like.", "warning"),
    ],
)
def test_a_statement_that_is_gone(original, candidate, kind):
    assert [label for label, _ in gone(original, candidate)][:1] == [kind]


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("We are unable to process a refund.", "No, I can't refund it."),
        ("I cannot assist with that.", "I won't do that."),
        ("I can't refund it.", "A refund isn't possible."),
        ("I can't begin to imagine it.", "It hurts."),
        ("I won't pretend it is easy.", "It isn't easy."),
        ("I cannot take sides.", "He was wrong."),
        ("Don't take it personally.", "It wasn't about you."),
        ("Don't worry, and never forget that you tried.", "You tried."),
        ("Avoid mixing bleach with ammonia, which is toxic.", "Never mix ammonia and bleach: the gas is toxic."),
        (
            "Should breathing worsen, contact emergency services.",
            "Call emergency services if the breathing gets worse.",
        ),
        ("Call 999.", "Now: 999."),
    ],
)
def test_a_statement_may_be_made_in_other_words(original, candidate):
    assert gone(original, candidate) == ()


def test_it_is_named_in_the_originals_words():
    assert gone("Sorry, we can’t **refund** it, Ada.", "") == (("refusal", "we can’t **refund** it"),)
