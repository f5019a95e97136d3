from contextvars import ContextVar
from threading import Event, get_ident

import pytest

from guardrail.engine import Guard
from guardrail.handover import HandOvers, hand_over
from guardrail.policy.schema import HandOverPolicy, Judging, ModePolicy, Modes, Policy, Repair
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Conversation, Mode, Reason

CALM, DARK = Conversation.of("My week was long."), Conversation.of("I want to die.")
EVERYTHING = HandOverPolicy(when=tuple(Reason))
MODE = "emotional_attenuation"


class Broken:
    mode, inline = Mode.CONFLICT_AVOIDANCE, True

    def assess(self, reading):
        raise RuntimeError("no model")


def ran(talk, reply, action="rewrite", when=EVERYTHING, detectors=(), ask=None, **policy):
    modes = Modes(emotional_attenuation=ModePolicy(action=action))
    made = Policy(name="test", modes=modes, hand_over=when, **policy)
    return Guard(made, [FlagWords("bad"), *detectors]).run(talk, reply, ask)


@pytest.mark.parametrize(
    ("outcome", "reasons"),
    [
        (ran(CALM, "Fine."), []),
        (ran(DARK, "I'm here. Call 988."), ["crisis"]),
        (ran(CALM, "It is bad.", "deliver"), [MODE]),
        (ran(CALM, "It is bad."), ["exhausted", MODE]),
        (ran(CALM, "It is bad.", "regenerate", ask=ScriptedModel(["It is good."])), []),
        (ran(CALM, "It is bad.", "fallback"), ["fallback", MODE]),
        (ran(CALM, "It is bad.", repair=Repair(exhausted="fallback")), ["exhausted", "fallback", MODE]),
        (ran(CALM, "Fine.", detectors=[Broken()]), ["unjudged"]),
        (ran(CALM, "Fine.", detectors=[Broken()], judging=Judging(on_error="closed")), ["fallback", "unjudged"]),
        (ran(CALM, "It is bad.", shadow=True), [MODE]),
        (ran(DARK, "It is bad.", "fallback", shadow=True), ["crisis", "fallback", MODE]),
    ],
)
def test_why_a_person_is_told(outcome, reasons):
    assert list(outcome.hand_over.reasons if outcome.hand_over else []) == reasons


def test_the_policy_says_which_reasons_count_and_in_which_order():
    when = HandOverPolicy(when=(Reason.EXHAUSTED, Reason.CRISIS))
    assert ran(DARK, "It is bad.", when=when).hand_over.reasons == (Reason.EXHAUSTED, Reason.CRISIS)
    assert ran(DARK, "It is bad.", when=HandOverPolicy(when=())).hand_over is None


def test_every_mode_is_a_reason():
    assert {mode.value for mode in Mode} < {reason.value for reason in Reason}


def test_every_hand_over_has_an_id_of_its_own():
    outcome, policy = ran(DARK, "I'm here."), Policy(name="test")
    first, second = hand_over(policy, outcome), hand_over(policy, outcome)
    assert first == second
    assert len(first.id) == len(second.id) == 32
    assert first.id != second.id


PLACE = ContextVar("place", default="")


def test_the_hook_is_called_on_another_thread_in_the_callers_context():
    told = []
    handovers = HandOvers(lambda talk, outcome: told.append((talk, outcome, PLACE.get(), get_ident())))
    PLACE.set("chat 7")
    outcome = ran(DARK, "I'm here.")
    handovers.tell(DARK, outcome)
    handovers.tell(CALM, ran(CALM, "Fine."))
    assert handovers.flush()
    ((talk, heard, place, thread),) = told
    assert (talk, heard, place) == (DARK, outcome, "chat 7")
    assert thread != get_ident()


def test_without_a_hook_nothing_waits():
    handovers = HandOvers()
    handovers.tell(DARK, ran(DARK, "I'm here."))
    assert handovers.flush(0)
    assert handovers.dropped == 0


def test_a_guard_tells_beside_the_replys_path_and_a_fault_of_the_hook_is_only_logged(caplog):
    release = Event()

    def hook(talk, outcome):
        assert release.wait(10)
        raise RuntimeError("no agent is there")

    guard = Guard(Policy(name="test"), [FlagWords("bad")], hand_over=hook)
    outcome = guard.under(shadow=True).run(DARK, "I'm here.")
    assert outcome.hand_over.reasons == (Reason.CRISIS,)
    assert not guard.handovers.flush(0.01)
    release.set()
    guard.close()
    assert "one of the hand-overs was lost" in caplog.text
    assert "no agent is there" in caplog.text


def test_what_passed_unjudged_is_handed_over_too():
    told = []
    guard = Guard(Policy(name="test"), [], hand_over=lambda talk, outcome: told.append(outcome))
    assert guard.passed(CALM, "status 418").hand_over is None
    outcome = guard.passed(DARK, "longer than 9 bytes")
    assert (outcome.changed, outcome.original.verdict.skipped) == (False, "longer than 9 bytes")
    guard.close()
    assert told == [outcome]
