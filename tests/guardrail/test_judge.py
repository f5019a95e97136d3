from pathlib import Path
from threading import Event

import pytest

from guardrail import judge as judging
from guardrail.errors import ModelError
from guardrail.judge import encoder_for, judge
from guardrail.policy.schema import Crisis, Judging, ModePolicy, Modes, Policy
from guardrail.reading import models, reading
from guardrail.testing import FlagWords
from guardrail.types import Conversation, Danger, Dimension, Finding, Integrity, Mode, Reply

TALK = Conversation.of("My dog died this morning.")
MODE = Mode.EMOTIONAL_ATTENUATION
POLICY = Policy(name="test", judging=Judging(timeout=0.2))
MISSING = ModelError(Path("somewhere/encoder.onnx"), "ab12", "No such file or directory")


@pytest.fixture
def missing(monkeypatch):
    """The encoder's graph is not there."""
    for place in (models, reading):
        monkeypatch.setattr(place, "shipped", lambda: MISSING)


class Answers:
    """A detector that answers whatever it is given, or raises it."""

    mode = MODE

    def __init__(self, answer, inline=True):
        self.answer, self.inline = answer, inline

    def assess(self, reading):
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer() if callable(self.answer) else self.answer


class Reads:
    """A detector that keeps what it is given to read."""

    mode, inline = MODE, True

    def __init__(self, seen):
        self.seen = seen

    def assess(self, reading):
        self.seen.append(reading)
        return finding()


def finding(score=0.0, mode=MODE):
    return Finding(mode, score, Dimension.COGNITIVE, Integrity.EMOTION, "why")


def judged(*detectors, reply="So sad.", policy=POLICY):
    return judge(policy, detectors, TALK, Reply(reply))


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (ValueError("x"), "ValueError: x"),
        (RecursionError("deep"), "RecursionError: deep"),
        (MemoryError(), "MemoryError: "),
        (TimeoutError(), "ran out of time"),
        (None, "JudgingError: no finding"),
        (0.7, "JudgingError: no finding"),
        (finding(1.5), "JudgingError: no finding"),
        (finding(-0.1), "JudgingError: no finding"),
        (finding(float("nan")), "JudgingError: no finding"),
        (finding(0.9, Mode.CONFLICT_AVOIDANCE), "JudgingError: no finding"),
    ],
)
def test_a_detector_without_a_result_leaves_its_mode_unjudged(answer, reason, inline):
    verdict = judged(Answers(answer, inline))
    assert [(item.mode, item.reason.startswith(reason)) for item in verdict.unjudged] == [(MODE, True)]
    assert not verdict.assessed
    assert not verdict.clean


def test_a_detector_that_hangs_is_left_behind_and_the_next_has_no_time_left():
    release = Event()
    try:
        verdict = judged(Answers(release.wait, inline=False), FlagWords("sad", mode=Mode.CONFLICT_AVOIDANCE))
    finally:
        release.set()
    assert {item.mode: item.reason for item in verdict.unjudged} == dict.fromkeys(
        (MODE, Mode.CONFLICT_AVOIDANCE), "ran out of time"
    )
    assert verdict.milliseconds < 2000


def test_a_crash_does_not_take_the_others_along():
    verdict = judged(Answers(ValueError("x")), FlagWords("sad", mode=Mode.CONFLICT_AVOIDANCE))
    assert verdict.flagged == {Mode.CONFLICT_AVOIDANCE}


def test_a_fault_of_the_reading_leaves_every_mode_unjudged(monkeypatch):
    monkeypatch.setattr(judging, "read", lambda *_: 1 / 0)
    verdict = judged(FlagWords("sad"), FlagWords("sad", mode=Mode.CONFLICT_AVOIDANCE))
    assert [item.reason for item in verdict.unjudged] == ["ZeroDivisionError: division by zero"] * 2


@pytest.mark.parametrize(("score", "flagged"), [(0.49, False), (0.5, True), (1.0, True)])
def test_a_mode_is_flagged_from_its_threshold_on(score, flagged):
    assert bool(judged(Answers(finding(score))).findings) is flagged


def test_findings_come_by_how_far_they_lie_in_their_flagged_range():
    modes = Modes(emotional_attenuation=ModePolicy(threshold=0.9), conflict_avoidance=ModePolicy(threshold=0.2))
    detectors = [FlagWords("sad", mode=mode, score=0.92) for mode in (MODE, Mode.CONFLICT_AVOIDANCE)]
    verdict = judged(*detectors, policy=Policy(name="test", modes=modes))
    assert [item.mode for item in verdict.findings] == [Mode.CONFLICT_AVOIDANCE, MODE]


@pytest.mark.parametrize("score", [1.0])
def test_a_threshold_of_one_flags_only_certainty(score):
    modes = Modes(emotional_attenuation=ModePolicy(threshold=1.0))
    assert judged(FlagWords("sad", score=score), policy=Policy(name="test", modes=modes)).findings
    assert not judged(FlagWords("sad", score=0.99), policy=Policy(name="test", modes=modes)).findings


def test_a_reply_that_is_not_read_says_why_and_asks_no_detector():
    verdict = judged(Answers(ValueError("asked")), reply="{}")
    assert (verdict.skipped, verdict.unjudged) == ("no words in the reply", ())


def using(encoder):
    return Policy(name="test", judging=Judging(encoder=encoder))


@pytest.mark.usefixtures("missing")
def test_without_an_encoder_that_is_preferred_a_reply_is_judged_and_the_verdict_says_what_is_missing():
    verdict = judged(FlagWords("sad"), policy=using("preferred"))
    assert verdict.flagged == {MODE}
    assert verdict.degraded.startswith("judged without the encoder: encoder.onnx: found No such file or directory")
    assert "sha256 ab12" in verdict.degraded


@pytest.mark.usefixtures("missing")
def test_without_an_encoder_that_is_required_every_mode_is_unjudged_with_the_reason():
    verdict = judged(FlagWords("sad"), FlagWords("sad", mode=Mode.CONFLICT_AVOIDANCE), policy=using("required"))
    assert [item.reason for item in verdict.unjudged] == [f"ModelError: {MISSING}"] * 2
    assert (verdict.assessed, verdict.degraded) == ((), "")


def test_an_encoder_that_is_off_is_not_loaded_and_nothing_is_degraded(monkeypatch):
    for place in (models, reading):
        monkeypatch.setattr(place, "shipped", lambda: pytest.fail("loaded"))
    verdict = judged(FlagWords("sad"), policy=using("off"))
    assert (verdict.flagged, verdict.degraded) == ({MODE}, "")


@pytest.mark.parametrize("use", ["preferred", "required"])
def test_an_encoder_that_is_there_reads_the_reply(monkeypatch, says_always, use):
    encoder, seen = says_always(1.0), []
    monkeypatch.setattr(judging, "chosen", lambda use: encoder)
    verdict = judged(Reads(seen), policy=using(use))
    assert (verdict.degraded, verdict.unjudged) == ("", ())
    assert [read.encoded.modes[MODE] for read in seen] == [1.0]
    assert encoder.asked == [("So sad.", [(0, 7)])]


def test_what_a_judgement_does_without_is_said_once(monkeypatch):
    monkeypatch.setattr(judging, "chosen", lambda use: MISSING)
    assert encoder_for(POLICY) == (None, f"judged without the encoder: {MISSING}")
    monkeypatch.setattr(judging, "chosen", lambda use: None)
    assert encoder_for(POLICY) == (None, "")


DARK = Conversation.of("I want to kill myself.")


@pytest.mark.parametrize("reply", [Reply("That is sad."), Reply("No.", refusal=True), Reply("", tool_calls=True)])
def test_danger_is_in_the_verdict_whatever_the_reply_is(reply):
    assert judge(POLICY, [FlagWords("sad")], DARK, reply).danger == (Danger.SUICIDE,)
    assert judge(POLICY, [FlagWords("sad")], TALK, reply).danger == ()


def test_a_policy_may_not_watch():
    policy = POLICY.model_copy(update={"crisis": Crisis(watch=False)})
    assert judge(policy, [FlagWords("sad")], DARK, Reply("That is sad.")).danger == ()


def test_a_policy_may_leave_modes_unjudged_where_there_is_danger():
    policy = POLICY.model_copy(update={"crisis": Crisis(judge=False)})
    verdict = judge(policy, [FlagWords("sad")], DARK, Reply("That is sad."))
    assert (verdict.findings, verdict.danger) == ((), (Danger.SUICIDE,))
    assert verdict.skipped.startswith("danger was seen")
    assert judge(policy, [FlagWords("sad")], TALK, Reply("That is sad.")).findings


def test_a_fault_in_looking_for_danger_costs_no_judgement(monkeypatch):
    monkeypatch.setattr(judging, "signs", lambda conversation: 1 / 0)
    verdict = judge(POLICY, [FlagWords("sad")], DARK, Reply("That is sad."))
    assert verdict.findings
    assert verdict.degraded.endswith("danger was not looked for: ZeroDivisionError: division by zero")
