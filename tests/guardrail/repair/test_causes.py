import pytest

from guardrail.repair.causes import causes


@pytest.mark.parametrize(
    "cause",
    [
        "due to a system error",
        "because the courier lost it in a flood",
        "as a result of the strike",
        "caused by a virus",
    ],
)
def test_a_cause_from_nowhere(cause):
    assert list(causes("The order is late.", f"It is late {cause}, so.")) == [cause]


@pytest.mark.parametrize(
    ("said", "candidate"),
    [
        ("The strikes held it up.", "It is late because of the strike."),
        ("He died.", "It hurts because you loved him."),
        ("He died.", "It hurts because of how much he meant to you."),
        ("It is late.", "It is late because of what happened."),
        ("It broke.", "We wait because the rain is loud."),
    ],
)
def test_a_cause_that_was_named_or_is_none(said, candidate):
    assert list(causes(said, candidate)) == []
