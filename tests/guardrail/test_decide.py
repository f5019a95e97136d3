import re

import pytest

from guardrail.decide import Run, action_for, decide
from guardrail.policy.schema import Judging, ModePolicy, Modes, Policy, Repair, Streaming
from guardrail.types import (
    Action,
    Attempt,
    Conversation,
    Danger,
    Dimension,
    Finding,
    Integrity,
    Mode,
    Reply,
    Unjudged,
    Verdict,
)

MODE, OTHER = Mode.EMOTIONAL_ATTENUATION, Mode.CONFLICT_AVOIDANCE
CLEAN, UNSURE = {MODE: 0.1, OTHER: 0.1}, (Unjudged(OTHER, "late"),)


def policy(action="rewrite", other="rewrite", on_error="open", continuation=False, **repair):
    streaming = Streaming(continuation=continuation)
    modes = Modes(emotional_attenuation=ModePolicy(action=action), conflict_avoidance=ModePolicy(action=other))
    judging = Judging(on_error=on_error)
    return Policy(name="test", modes=modes, repair=Repair(**repair), judging=judging, streaming=streaming)


def verdict(scores, unjudged=(), skipped="", danger=()):
    found = tuple(Finding(mode, score, Dimension.COGNITIVE, Integrity.INTENT, "") for mode, score in scores.items())
    return Verdict(found, tuple(item for item in found if item.score >= 0.5), unjudged, skipped, danger=danger)


def run(policy, *verdicts, can_ask=True, edited=0, asked=0, elapsed=0.0, sent=""):
    actions = [Action.DELIVER, *[Action.REGENERATE] * len(verdicts)]
    attempts = [
        Attempt(action, Reply(str(index)), item)
        for index, (action, item) in enumerate(zip(actions, verdicts, strict=False))
    ]
    replies = [attempt.reply for attempt in attempts[:edited]]
    clock = lambda: elapsed  # noqa: E731  # one more function would say no more
    return Run(
        policy, Conversation.of("hi"), can_ask, attempts, replies, asked=asked, clock=clock, started=0.0, sent=sent
    )


BAD = verdict({MODE: 0.9, OTHER: 0.1})


@pytest.mark.parametrize(
    ("given", "action", "reason"),
    [
        (run(policy(), verdict({}, skipped="refusal")), "deliver", "not judged: refusal"),
        (run(policy(on_error="closed"), verdict({}, skipped="refusal")), "deliver", "not judged"),
        (run(policy(), verdict(CLEAN)), "deliver", "no mode flagged"),
        (run(policy(), verdict({MODE: 0.1}, UNSURE)), "deliver", r"the policy fails open: conflict_avoidance \(late\)"),
        (run(policy(on_error="closed"), verdict({MODE: 0.1}, UNSURE)), "fallback", "the policy fails closed"),
        (run(policy("deliver"), BAD), "deliver", "the policy only records it"),
        (run(policy("fallback"), BAD), "fallback", "with its fallback"),
        (run(policy("rewrite"), BAD), "rewrite", "edit the reply's own words"),
        (run(policy("rewrite"), BAD, edited=1), "regenerate", "call 1"),
        (run(policy("regenerate"), BAD), "regenerate", "call 1"),
        (run(policy("regenerate"), BAD, can_ask=False), "rewrite", "edit"),
        (run(policy("regenerate", attempts=0), BAD), "rewrite", "edit"),
        (run(policy("regenerate", deadline=5), BAD, elapsed=5.0), "rewrite", "edit"),
        (run(policy("regenerate", deadline=5), BAD, elapsed=5.0, edited=1), "deliver", "the best of 1"),
        (run(policy("regenerate"), BAD, BAD, asked=1), "rewrite", "edit"),
        (run(policy("regenerate"), BAD, BAD, asked=1, edited=2), "regenerate", "call 2"),
        (run(policy("regenerate"), BAD, BAD, asked=2, edited=2), "deliver", "still flagged; the best of 2"),
        (run(policy("regenerate", exhausted="fallback"), BAD, asked=2, edited=1), "fallback", "nothing is left to try"),
        (run(policy("regenerate"), BAD, verdict(CLEAN), asked=1), "deliver", "mended: emotional_attenuation"),
        (run(policy("deliver", "regenerate"), verdict({MODE: 0.9, OTHER: 0.9})), "regenerate", "and"),
        (run(policy("regenerate", "fallback"), verdict({MODE: 0.9, OTHER: 0.9})), "fallback", "fallback"),
        (run(policy("regenerate"), BAD, sent="0"), "rewrite", "edit"),
        (run(policy("rewrite"), BAD, edited=1, sent="0"), "deliver", "the best of 1"),
        (run(policy("regenerate", continuation=True), BAD, sent="0"), "regenerate", "call 1"),
        (run(policy("fallback"), BAD, sent="0"), "deliver", "with its fallback; but its beginning has been sent"),
        (run(policy("rewrite", exhausted="fallback"), BAD, edited=1, sent="0"), "deliver", "has been sent"),
    ],
)
def test_what_is_done_next(given, action, reason):
    decision = decide(given)
    assert decision.action == action
    assert re.search(reason, decision.reason)


def test_of_several_modes_the_strongest_action_is_wanted():
    both = verdict({MODE: 0.9, OTHER: 0.9})
    assert action_for(policy("deliver", "regenerate"), both) == "regenerate"
    assert action_for(policy("deliver", "regenerate"), BAD) == "deliver"
    assert action_for(policy("fallback"), verdict(CLEAN)) == "deliver"


def test_seconds_left_fall_from_the_deadline():
    assert run(policy(deadline=5), BAD, elapsed=7.0).seconds_left == -2.0


def test_the_latest_reply_of_the_model_is_edited_once():
    given = run(policy(), BAD, BAD)
    assert given.unedited is given.attempts[1]
    given.edited.append(given.attempts[1].reply)
    assert given.unedited is None
    assert run(policy(), verdict(CLEAN)).unedited is None


@pytest.mark.parametrize(
    ("reply", "danger", "action"),
    [
        ("Are you safe right now?", (Danger.SUICIDE,), "deliver"),
        ("Call 988.", (Danger.SUICIDE,), "deliver"),
        ("Here are five tips.", (Danger.SUICIDE,), "fallback"),
        ("Call 988.", (), "fallback"),
    ],
)
@pytest.mark.parametrize("given", [policy("fallback"), policy("rewrite", attempts=0, exhausted="fallback")])
def test_no_fallback_takes_the_place_of_what_keeps_somebody_safe(given, reply, danger, action):
    attempt = Attempt(Action.DELIVER, Reply(reply), verdict({MODE: 0.9, OTHER: 0.1}, danger=danger))
    decision = decide(Run(given, Conversation.of("hi"), False, [attempt], [attempt.reply]))
    assert decision.action == action
    assert ("danger was seen" in decision.reason) is (action == "deliver")
