import pytest

from guardrail.types import Action, Attempt, Decision, Mode, Opinion, Outcome, Reply, Verdict
from guardrail.wire.calls import Source, calls, counted, summed
from guardrail.wire.chat_choice import reply_of


def outcome(original: Reply, delivered: Reply, action: Action) -> Outcome:
    attempts = (Attempt(Action.DELIVER, original, Verdict()), Attempt(action, delivered, Verdict()))
    return Outcome(delivered, action, Decision(Action.DELIVER, ""), attempts)


def test_each_further_call_counts_once():
    payload = Source({"id": "2"}, {})
    better = Reply("Better.", payload=payload)
    attempts = tuple(
        Attempt(action, reply, Verdict())
        for action, reply in [
            (Action.DELIVER, Reply("Old.", payload=Source({"id": "1"}, {}))),
            (Action.REGENERATE, better),
            (Action.REWRITE, better.with_text("Best.")),
        ]
    )
    assert list(calls([Outcome(better, Action.REWRITE, Decision(Action.DELIVER, ""), attempts)])) == [payload]


@pytest.mark.parametrize(
    ("usage", "more", "total"),
    [
        ({"a": 1, "d": {"b": 2}}, {"a": 10, "d": {"b": 20, "c": 3}}, {"a": 11, "d": {"b": 22, "c": 3}}),
        ({"a": 1, "d": None}, {"a": None, "d": {"b": 1}}, {"a": 1, "d": {"b": 1}}),
        (
            {"a": 1.5, "tier": "x", "flag": True},
            {"a": 1, "tier": "y", "flag": True},
            {"a": 2.5, "tier": "x", "flag": True},
        ),
        ({"a": 1}, None, {"a": 1}),
    ],
)
def test_usage_adds_up(usage, more, total):
    assert summed(usage, more) == total


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}, 7),
        ({"input_tokens": 3, "output_tokens": 4}, 7),
        ({"input_tokens": 3}, 3),
        ({}, 0),
        (None, 0),
        ({"total_tokens": None}, 0),
    ],
)
def test_tokens_are_counted_in_either_shape_of_usage(usage, tokens):
    assert counted(usage) == tokens
    assert reply_of({"usage": usage}, {"message": {"content": "Hi"}}, structured=False).tokens == tokens


def test_calls_for_opinions_are_calls_of_the_model_too():
    source = Source({"usage": {"total_tokens": 7}}, {})
    mode = Mode.CONFLICT_AVOIDANCE
    answers = [Reply("{}", payload=source), Reply("{}"), None]
    attempts = tuple(
        Attempt(Action.DELIVER, Reply("Hi."), Verdict(), opinion=Opinion((mode,), answer=answer)) for answer in answers
    )
    delivered = Outcome(attempts[0].reply, Action.DELIVER, Decision(Action.DELIVER, ""), attempts)
    assert list(calls([delivered])) == [source]
