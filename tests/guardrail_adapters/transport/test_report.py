from guardrail.audit.sinks import Recorder
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.types import Conversation
from guardrail_adapters.transport.report import Report

TALK = Conversation.of("My dog barks.")


def test_what_passed_is_recorded_and_told():
    guard, recorded, told = Guard(Policy(name="test"), detectors=[]), [], []
    guard.recorder = Recorder(guard.policy, recorded.append)
    Report(guard, lambda *heard: told.append(heard)).passed(TALK, "status 418")
    assert guard.recorder.flush()
    assert [entry["skipped"] for entry in recorded] == ["status 418"]
    assert [(talk, outcome.original.verdict.skipped) for talk, outcome in told] == [(TALK, "status 418")]


def test_a_failing_observer_is_logged_and_the_next_outcome_told(caplog):
    told = []

    def observer(_, outcome):
        told.append(outcome)
        raise RuntimeError("disk full")

    guard = Guard(Policy(name="test"), detectors=[])
    outcomes = {index: guard.passed(TALK, reason) for index, reason in enumerate("ab")}
    Report(guard, observer).judged(TALK, outcomes)
    assert told == list(outcomes.values())
    assert "the observer failed" in caplog.text
