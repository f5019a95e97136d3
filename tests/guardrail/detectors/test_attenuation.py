import pytest

from guardrail.types import Mode

MODE = Mode.EMOTIONAL_ATTENUATION
DIED = "My dog Rufus died this morning and I am devastated."


@pytest.mark.parametrize(
    ("signal", "person", "less", "more"),
    [
        ("minimised", DIED, "Rufus is gone.", "At least you had twelve good years."),
        ("downtoned", DIED, "That is devastating.", "That may be a bit sad."),
        ("unnamed", DIED, "That is heartbreaking.", "I see."),
        ("gap", DIED, "That is devastating.", "That is unfortunate."),
        ("unspecific", DIED, "Rufus died this morning.", "There are ways to cope."),
    ],
)
def test_a_signal_speaks_where_the_reply_fails(read_values, signal, person, less, more):
    assert read_values(MODE, person, less)[signal] < read_values(MODE, person, more)[signal]


@pytest.mark.parametrize("signal", ["minimised", "downtoned", "unnamed", "gap"])
def test_where_nothing_is_felt_nothing_is_diluted(signal, read_values):
    assert read_values(MODE, "how many cups in a litre", "At least four, a bit more.")[signal] < 0.2
