import pytest

from guardrail.repair.names import names


def found(text, taken=()):
    return [fact.words for fact in names(text, taken)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask for Dr. Sarah Okafor there.", ["Sarah Okafor"]),
        ("It is in Leeds, not York.", ["Leeds", "York"]),
        ("It was Ada's dog.", ["Ada"]),
        ("She uses an iPhone and PayPal.", ["iPhone", "PayPal"]),
        ("PayPal has it.", ["PayPal"]),
        ("That is for the NHS to say.", ["NHS"]),
        ("My friend Nguyễn, and Łukasz too.", ["Nguyễn", "Łukasz"]),
        ("- Call Maria in the morning and ask", ["Maria"]),
        ("**Set Boundaries** when Tom calls.", ["Tom"]),
    ],
)
def test_names_are_told_by_their_capitals(text, words):
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Grief takes time. Healing too.",
        "- Stay Hydrated: drink",
        "## Reach Out To Friends",
        "**Talk to Someone:** it helps",
        "I asked Mum and Dad, and God knows I did NOT lie.",
        "He said: Go. “Go” (Really) — Now",
        "That is OK, and so is PTSD.",
        "one\nTwo three",
        "THIS IS WRONG ALTOGETHER",
        "",
    ],
)
def test_not_every_capital_is_a_name(text):
    assert found(text) == []


def test_what_was_taken_is_no_name():
    assert found("See you on Tuesday, Ada.", [(11, 18)]) == ["Ada"]
