import pytest

from guardrail.repair.holdings import Holdings
from guardrail.repair.inventions import invented


@pytest.mark.parametrize(
    ("candidate", "kind", "words"),
    [
        ("It comes in 48 hours.", "measure", "48 hours"),
        ("It comes in two days.", "measure", "two days"),
        ("It costs $5.", "amount", "$5"),
        ("It comes on Friday.", "date", "Friday"),
        ("It comes at 5 pm.", "time", "5 pm"),
        ("It is in Leeds.", "name", "Leeds"),
        ("There were 60 of them.", "number", "60"),
        ("Ring Samaritans.", "crisis line", "Samaritans"),
        ("She wrote “it was never you”.", "quotation", "“it was never you”"),
        ("It is so [3].", "citation", "[3]"),
    ],
)
def test_a_fact_from_nowhere(candidate, kind, words):
    assert list(invented(Holdings("It is late."), candidate)) == [(kind, words)]


@pytest.mark.parametrize(
    ("said", "candidate"),
    [
        ("She's 12.", "At twelve years old, that is hard."),
        ("ada left on friday", "Ada left on Friday."),
        ("I hate it here.", "You said “I hate it here”."),
        ("It is late.", "I'm 100% with you."),
        ("It is late.", "Try to breathe for two minutes."),
        ("It is late.", "A helpline could listen to you."),
        ("It is late.", "Run `ls`."),
        ("It is late.", "You could say “I need a break”."),
        ("It is late.", "One day at a time."),
    ],
)
def test_a_fact_that_was_said_or_is_none(said, candidate):
    assert list(invented(Holdings(said), candidate)) == []
