import pytest

from guardrail.types import Mode

MODE = Mode.CONFLICT_AVOIDANCE
DIED = "My dog Rufus died this morning and I am devastated."


@pytest.mark.parametrize(
    ("signal", "person", "less", "more"),
    [
        ("vague", "Should I leave him or stay?", "Leave him.", "It depends on many factors."),
        ("both_sides", "Who is right, me or my sister?", "You are.", "Both sides have valid points."),
        ("refused", "Who is right, me or my sister?", "You are.", "I am unable to take sides."),
        (
            "passed_over",
            "You lied to me about the refund. That is your fault.",
            "We lied about the refund.",
            "Have a nice day.",
        ),
        ("no_stance", "Should I leave him or stay?", "I would leave him.", "There are many things to think of."),
    ],
)
def test_a_signal_speaks_where_the_reply_fails(read_values, signal, person, less, more):
    assert read_values(MODE, person, less)[signal] < read_values(MODE, person, more)[signal]


def test_a_message_without_anything_hard_leaves_little_to_avoid(read_values):
    assert (
        read_values(MODE, "The train leaves at nine.", "ok")["hard"]
        < read_values(MODE, "You lied to me. I want to die.", "ok")["hard"]
    )
