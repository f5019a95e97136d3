import pytest

from guardrail.types import Mode

MODE = Mode.LINGUISTIC_ALIENATION
DIED = "My dog Rufus died this morning and I am devastated."


@pytest.mark.parametrize(
    ("signal", "person", "less", "more"),
    [
        ("third_person", DIED, "You lost him.", "Individuals who experience loss often feel sad."),
        ("office_talk", DIED, "You lost him.", "Please be advised that your case has been logged."),
        ("jargon", DIED, "You lost him.", "Practise emotional regulation and self-compassion."),
        ("nominalised", DIED, "You lost him.", "The implementation of the consideration of acceptance is a necessity."),
        ("unaddressed", DIED, "You lost him and you miss him.", "It is sad when pets die."),
    ],
)
def test_a_signal_speaks_where_the_reply_fails(read_values, signal, person, less, more):
    assert read_values(MODE, person, less)[signal] < read_values(MODE, person, more)[signal]


def test_the_persons_own_terms_are_no_jargon(read_values):
    reply = "Your coping strategies worked."
    own, new = "My coping strategies failed me and I am sad.", "It all failed me and I am sad."
    assert read_values(MODE, own, reply)["jargon"] < read_values(MODE, new, reply)["jargon"]


def test_a_text_for_someone_else_is_judged_by_its_own_medium(read_values):
    letter = "Can you write a formal letter to my landlord?"
    assert (
        read_values(MODE, letter, "Dear Sir")["personal"]
        < read_values(MODE, "My landlord threw me out and I am furious.", "Dear Sir")["personal"]
    )
