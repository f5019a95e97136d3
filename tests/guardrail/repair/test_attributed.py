import pytest

from guardrail.repair.attributed import attributed
from guardrail.types import Conversation


def found(person, candidate, original="I see."):
    return list(attributed(Conversation.of(person), original, candidate))


@pytest.mark.parametrize(
    ("person", "candidate", "words"),
    [
        ("My order is late.", "You must be devastated.", "devastated"),
        ("I was a bit sad today.", "You're utterly heartbroken.", "heartbroken"),
        ("My father died.", "You feel so ashamed.", "ashamed"),
        ("My father died.", "Your rage is plain.", "rage"),
        ("I got the job!", "You must be terrified.", "terrified"),
    ],
)
def test_a_feeling_that_was_not_shown(person, candidate, words):
    assert found(person, candidate) == [words]


@pytest.mark.parametrize(
    ("person", "candidate"),
    [
        ("My dog died.", "You're heartbroken."),
        ("I am devastated.", "You're devastated."),
        ("My order is late.", "You must be annoyed."),
        ("My order is late.", "Are you furious?"),
        ("My order is late.", "If you feel furious, say so."),
        ("My order is late.", "You could say “you must be furious”."),
        ("My order is late.", "The driver was furious."),
        ("My order is late.", "You're not furious."),
        ("He hit me.", "You're right to be angry."),
        ("You people lied to me again.", "You're so angry, and rightly."),
    ],
)
def test_a_feeling_that_was_shown_or_is_not_said_to_be_theirs(person, candidate):
    assert found(person, candidate) == []


def test_what_the_original_named_may_be_named_again():
    assert found("My order is late.", "You must be devastated.", "You seem devastated.") == []
