from guardrail.opinion.cost import cost
from guardrail.types import Mode, Opinion

MODES = (Mode.CONFLICT_AVOIDANCE,)


def test_the_cost_is_that_of_all():
    had = Opinion(MODES, {Mode.CONFLICT_AVOIDANCE: 2}, calls=1, tokens=700, milliseconds=210.4)
    failed = Opinion(MODES, reason="malformed answer", calls=1, tokens=650, milliseconds=90.2)
    unasked = Opinion(MODES, reason="over the budget of tokens")
    assert cost([had, failed, unasked]) == {"calls": 2, "tokens": 1350, "ms": 301, "unanswered": 2}


def test_without_opinions_there_is_none():
    assert cost([]) == {}
