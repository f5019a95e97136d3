import pytest

from guardrail.types import Mode

MODE = Mode.GRANULARITY_MISMATCH
DIED = "My dog Rufus died this morning and I am devastated."


@pytest.mark.parametrize(
    ("signal", "person", "less", "more"),
    [
        ("unasked_list", DIED, "Rufus is gone.", "- Rest.\n- Walk.\n- Eat."),
        ("unasked_advice", DIED, "Rufus is gone.", "You should rest. Try walking. You should eat."),
        ("feeling_itemised", DIED, "Rufus is gone.", "1. Rest.\n2. Walk.\n3. Eat."),
        (
            "too_short",
            "How do I tell my daughter? Please help me.",
            "Tell her tonight, at home, and say it plainly. " * 10,
            "Good question.",
        ),
        ("unanswered", "How do I tell my daughter tonight?", "Tell your daughter tonight.", "Grief is hard."),
        ("retold", DIED, "Rufus is gone.", DIED),
    ],
)
def test_a_signal_speaks_where_the_reply_fails(read_values, signal, person, less, more):
    assert read_values(MODE, person, less)[signal] < read_values(MODE, person, more)[signal]


def test_a_wish_to_be_heard_outweighs_a_question(read_values):
    assert read_values(MODE, "I just need to vent, no advice please. Can you listen?", "ok")["wants_little"] == 1.0
    assert read_values(MODE, "I just need to vent, no advice please. Can you listen?", "ok")["wants_much"] == 0.0
