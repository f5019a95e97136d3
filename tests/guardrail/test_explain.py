from pathlib import Path

import pytest

from guardrail import explain as explaining
from guardrail import judge as judging
from guardrail.detectors.detector import SignalDetector
from guardrail.detectors.model import Blend, Model, Term
from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal
from guardrail.engine import Guard
from guardrail.errors import ModelError, Unreadable
from guardrail.explain import explain
from guardrail.policy.schema import Judging, ModeAction, ModePolicy, Modes, Policy
from guardrail.testing import FlagWords
from guardrail.types import Conversation, Integrity, Mode, Reply

MODE = Mode.CONFLICT_AVOIDANCE
FELT, PLAIN = "My dog died this morning, I am devastated.", "How many cups are in a litre?"
REPLY = "At least you had years. You could see a therapist. It happens."
MISSING = ModelError(Path("encoder.onnx"), "ab12", "nothing")
MODEL = Model(
    -1.0,
    {"up": Term(2.0, 0.5, 0.5), "down": Term(-1.0, 0.0, 1.0)},
    Blend(0.1, 0.5),
    Blend(0.2, 0.4, 0.6, 1.5),
    plain=0.05,
)
SIGNALS = (Signal("new", 1.0, "either"), Signal("down", 0.5, "lowers"), Signal("up", 1.0, "raises", "it is up"))


@pytest.fixture(autouse=True)
def chosen(monkeypatch):
    """Sets what `chosen` finds for the policy: an encoder, what is wrong with it, or None."""
    monkeypatch.setattr(explaining, "prepare", lambda with_encoder: None)

    def choose(found):
        monkeypatch.setattr(judging, "chosen", lambda use: found)

    choose(None)
    return choose


def guard(threshold=0.5, **more):
    detector = SignalDetector(MODE, lambda *_: SIGNALS, Integrity.INTENT, "it slides away", RuleBook([]), MODEL)
    modes = Modes(conflict_avoidance=ModePolicy(threshold=threshold, action=ModeAction.REGENERATE))
    return Guard(Policy(name="test", modes=modes, **more), [detector, FlagWords("at")])


def explained(person=FELT, **more):
    return explain(guard(**more), Conversation.of(person), Reply(REPLY))


def one(person=FELT, **more):
    (mode,) = explained(person, **more).modes
    return mode


def added_up(mode):
    return mode.average + sum(weighed.share for weighed in mode.signals) + mode.carried


def test_the_shares_add_up_to_the_score_the_heaviest_first():
    mode = one()
    assert added_up(mode) == pytest.approx(mode.log_odds) == pytest.approx(0.1 + 0.5 * (-1.0 + 2.0 - 0.5))
    assert [weighed.signal.name for weighed in mode.signals] == ["up", "down", "new"]
    assert (mode.encoder, mode.carried, mode.carrying) == (None, 0.0, ())


def test_with_the_encoder_its_part_is_shown_with_the_sentences_that_carry_it(chosen, says_always):
    chosen(says_always(3.0, 0.2, 0.5, -1.0))
    mode = one()
    assert added_up(mode) == pytest.approx(mode.log_odds) == pytest.approx(0.2 + 0.4 * 0.5 + 0.6 * 3.0)
    assert (mode.encoder, mode.carried) == (3.0, pytest.approx(0.6 * 1.5))
    assert [carrying.span.quote for carrying in mode.carrying] == [
        "You could see a therapist.",
        "At least you had years.",
    ]
    assert explained().unasked == ""


@pytest.mark.parametrize("person", [FELT, PLAIN])
def test_the_score_and_the_flag_are_those_of_the_verdict(chosen, says_always, person):
    for found in (None, MISSING, says_always(1.0, 0.5)):
        chosen(found)
        verdict = guard(threshold=0.05).check(Conversation.of(person), REPLY)
        mode = one(person, threshold=0.05)
        assert mode.score == verdict.scores[MODE]
        assert mode.flagged is (MODE in verdict.flagged)
        assert (mode.threshold, mode.action) == (0.05, ModeAction.REGENERATE)
        assert mode.why == next(finding for finding in verdict.assessed if finding.mode is MODE).why


@pytest.mark.parametrize(
    ("found", "person", "why"),
    [
        (None, FELT, "the policy judges without the encoder"),
        (MISSING, FELT, f"judged without the encoder: {MISSING}"),
        (MISSING, PLAIN, f"judged without the encoder: {MISSING}"),
        ("there", PLAIN, "the encoder is not asked about replies to plain requests"),
    ],
)
def test_why_the_encoder_was_not_asked(chosen, says_always, found, person, why):
    chosen(says_always(1.0) if found == "there" else found)
    assert explained(person).unasked == why


def test_behind_a_closed_gate_there_is_no_sum(chosen, says_always):
    encoder = says_always(3.0, 0.5)
    chosen(encoder)
    found = explained(PLAIN)
    (mode,) = found.modes
    assert found.need.plain
    assert (mode.signals, mode.encoder, mode.carrying, encoder.asked) == ((), None, (), [])
    assert mode.score == pytest.approx(0.05)
    assert mode.log_odds == mode.average


def test_both_sides_are_told():
    found = explained()
    assert found.need.loudest.span.quote == "died"
    assert found.traits.words == 12
    assert [span.quote for span in found.pairing.events_unnamed] == ["died"]


def test_a_reply_that_is_not_judged_is_not_explained():
    with pytest.raises(Unreadable, match="only JSON"):
        explain(guard(), Conversation.of(FELT), Reply('{"a": "b"}'))


def test_a_reply_is_read_as_far_as_it_is_judged():
    found = explain(guard(judging=Judging(max_characters=100)), Conversation.of(FELT), Reply("It is sad. " * 100))
    assert found.traits.sentences[-1].span.end <= 100


@pytest.mark.parametrize("use", ["preferred", "off"])
def test_the_shipped_detectors_are_explained_as_they_judge(use):
    shipped = Guard(Policy(name="test", judging=Judging(encoder=use)))
    found = explain(shipped, Conversation.of(FELT), Reply(REPLY))
    assert [mode.mode for mode in found.modes] == list(Mode)
    assert {mode.mode: mode.score for mode in found.modes} == shipped.check(Conversation.of(FELT), REPLY).scores
    assert all(added_up(mode) == pytest.approx(mode.log_odds) for mode in found.modes)
