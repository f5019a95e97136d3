from dataclasses import replace

import pytest

from guardrail.errors import InputError, Unreadable
from guardrail.policy.schema import Policy
from guardrail.types import (
    Action,
    Attempt,
    Decision,
    Dimension,
    Finding,
    HandOver,
    Integrity,
    Mode,
    Opinion,
    Outcome,
    Reason,
    Reply,
    Unjudged,
    Verdict,
)
from guardrail.wire.calls import Source
from guardrail_adapters.transport.marks import marks, pending, reason_of, unjudged

POLICY = Policy(name="tröst\r\nx-evil: 1")


def outcome(action, *modes, skipped="", failed=()):
    findings = tuple(Finding(mode, 0.9, Dimension.COGNITIVE, Integrity.EMOTION, "the person's words") for mode in modes)
    verdict = Verdict(findings, findings, tuple(Unjudged(mode, "the person's words") for mode in failed), skipped)
    reply = Reply("the person's words")
    return Outcome(reply, action, Decision(action, ""), (Attempt(Action.DELIVER, reply, verdict),))


def test_of_several_choices_the_strongest_action_and_every_mode():
    found = marks(
        Policy(name="test"),
        [
            outcome(Action.REGENERATE, Mode.GRANULARITY_MISMATCH, Mode.CONFLICT_AVOIDANCE),
            outcome(Action.REWRITE, Mode.GRANULARITY_MISMATCH),
            outcome(Action.DELIVER, skipped="refusal", failed=[Mode.LINGUISTIC_ALIENATION]),
        ],
    )
    assert found == {
        "x-guardrail-action": "regenerate",
        "x-guardrail-policy": "test",
        "x-guardrail-modes": "conflict_avoidance, granularity_mismatch",
        "x-guardrail-skipped": "linguistic_alienation failed; refusal",
    }


@pytest.mark.parametrize(
    ("usages", "told"),
    [
        ([], None),
        ([None], None),
        ([{"total_tokens": 3, "details": {"total_tokens": 1}, "cost_tokens": 0.5}], '{"total_tokens":3}'),
        ([{"input_tokens": 1}, None, {"input_tokens": 2, "output_tokens": 5}], '{"input_tokens":3,"output_tokens":5}'),
    ],
)
def test_tells_what_the_further_calls_cost(usages, told):
    first = outcome(Action.REGENERATE)
    asked = [Attempt(Action.REGENERATE, Reply("", payload=Source({"usage": usage}, {})), Verdict()) for usage in usages]
    found = marks(POLICY, [replace(first, attempts=(*first.attempts, *asked))])
    assert found.get("x-guardrail-usage") == told


def test_tells_when_turns_before_the_reply_are_not_known():
    assert marks(POLICY, [outcome(Action.DELIVER)], known=False)["x-guardrail-history"] == "unknown"
    assert "x-guardrail-history" not in marks(POLICY, [outcome(Action.DELIVER)])


def test_headers_are_short_printable_ascii_and_hold_no_words():
    for headers in (marks(POLICY, [outcome(Action.DELIVER, failed=list(Mode))]), unjudged(POLICY, "ü" * 500)):
        for value in headers.values():
            assert value.isascii()
            assert value.isprintable()
            assert len(value) <= 120
            assert "words" not in value


def test_what_leaves_before_it_is_judged_says_how():
    assert pending(Policy(name="test"), "lead") == {"x-guardrail-policy": "test", "x-guardrail-pending": "lead"}


@pytest.mark.parametrize(
    ("error", "reason"),
    [(Unreadable("error in the stream"), "error in the stream"), (InputError("the words"), "unreadable response")],
)
def test_only_reasons_that_hold_no_words_are_told(error, reason):
    assert reason_of(error) == reason


def test_tells_why_a_person_is_told_and_by_which_ids():
    crisis, both = HandOver((Reason.CRISIS,), "a" * 32), HandOver((Reason.CRISIS, Reason.FALLBACK), "b" * 32)
    plain = outcome(Action.DELIVER)
    found = marks(POLICY, [plain, replace(plain, hand_over=crisis), replace(plain, hand_over=both)])
    assert found["x-guardrail-hand-over"] == "crisis, fallback"
    assert found["x-guardrail-hand-over-id"] == f"{crisis.id}, {both.id}"
    assert not [name for name in marks(POLICY, [plain]) if "hand-over" in name]


def test_the_cost_of_opinions_is_that_of_all_choices():
    def asked(*opinions):
        plain = outcome(Action.DELIVER)
        attempts = tuple(replace(plain.attempts[0], opinion=opinion) for opinion in opinions)
        return replace(plain, attempts=attempts)

    mode = Mode.CONFLICT_AVOIDANCE
    had = Opinion((mode,), {mode: 2}, calls=1, tokens=700, milliseconds=20.4)
    failed = Opinion((mode,), reason="malformed: the person's words", calls=1, tokens=600, milliseconds=10.0)
    found = marks(Policy(name="test"), [asked(had, failed), asked(None), asked(had)])
    assert found["x-guardrail-opinion"] == '{"calls":3,"tokens":2000,"ms":51,"unanswered":1}'
    assert "x-guardrail-opinion" not in marks(Policy(name="test"), [asked(None)])
