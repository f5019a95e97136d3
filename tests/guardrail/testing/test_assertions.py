import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import (
    FlagWords,
    ScriptedModel,
    assert_clean,
    assert_delivered,
    assert_flagged,
    assert_nothing_lost,
    assert_repaired,
    assert_streamed,
)
from guardrail.types import Conversation, Mode

TALK = Conversation.of("My dog is old, and I walk him every morning.")
BAD, GOOD = "That is somewhat sad for you.", "He must be good company, your old dog."
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
REPAIRED = GUARD.run(TALK, BAD, ScriptedModel([GOOD]))
KEPT = GUARD.run(TALK, GOOD)


def test_what_is_so_passes():
    assert_flagged(GUARD.check(TALK, BAD), Mode.EMOTIONAL_ATTENUATION)
    assert_flagged(REPAIRED)
    assert_clean(GUARD.check(TALK, GOOD))
    assert_clean(REPAIRED)
    assert_delivered(KEPT)
    assert_repaired(REPAIRED, "somewhat")
    assert_nothing_lost(TALK, BAD, GOOD)
    assert_streamed(["He ", "must"], "He must", "somewhat")


@pytest.mark.parametrize(
    ("claim", "given", "seen"),
    [
        (
            assert_flagged,
            (GUARD.check(TALK, BAD), "conflict_avoidance"),
            "emotional_attenuation 1.00 flagged 'somewhat'",
        ),
        (assert_flagged, (KEPT,), "not flagged in any mode"),
        (assert_clean, (GUARD.check(TALK, BAD),), "emotional_attenuation 1.00 flagged"),
        (assert_clean, (GUARD.check(TALK, ""),), "not judged"),
        (assert_delivered, (REPAIRED,), f"regenerate: {GOOD}"),
        (assert_repaired, (KEPT,), "deliver"),
        (assert_repaired, (REPAIRED, "company"), "still says ['company']"),
        (assert_nothing_lost, (TALK, "Call 555 0100.", "Call us."), "555 0100"),
        (assert_streamed, (["He ", "He must"], "He must"), "'He He must'"),
        (assert_streamed, (["He must, somewhat"], "He must", "somewhat"), "among them ['somewhat']"),
    ],
)
def test_what_is_not_says_what_was_seen(claim, given, seen):
    with pytest.raises(AssertionError) as failed:
        claim(*given)
    assert seen in str(failed.value)


def test_what_is_no_mode_is_refused():
    with pytest.raises(ValueError, match="sadness"):
        assert_flagged(KEPT, "sadness")
