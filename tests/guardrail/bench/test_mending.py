import json

import pytest

from guardrail import Action, Conversation, Guard, Mode
from guardrail.bench.items import Item
from guardrail.bench.mending import ByAction, ByMode, Spent, mending
from guardrail.bench.repairs import repaired
from guardrail.errors import AskError
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Reply

CLEAN = dict.fromkeys(Mode, 0)
FAILING = {**CLEAN, Mode.EMOTIONAL_ATTENUATION: 2}
DETECTORS = [FlagWords("somewhat", replacement="very"), FlagWords("odd", mode=Mode.CONFLICT_AVOIDANCE, score=0.8)]


def done(name, reply, answers=None, labels=FAILING):
    item = Item(name, Conversation.of(f"my dog barks {name}"), reply, labels)
    return repaired(Guard(Policy(name="p"), DETECTORS), item, answers and ScriptedModel(answers))


@pytest.fixture
def figures():
    return mending(
        [
            done("edited", "That is somewhat sad."),
            done("asked", "That is odd.", [AskError("busy"), Reply("That is bad.", tokens=9)]),
            done("stuck", "That is somewhat odd.", [AskError("busy"), AskError("busy")]),
            done("left", "That is odd."),
            done("fine", "That is sad.", labels=CLEAN),
            done("wrongly", "That is somewhat so.", labels=CLEAN),
        ],
        resamples=50,
    )


def test_the_share_is_of_the_flagged_and_has_an_interval(figures):
    assert (figures.items, figures.flagged, figures.clean, figures.changed) == (6, 5, 2, 3)
    assert figures.mended.value == pytest.approx(3 / 5)
    assert figures.mended.low < 3 / 5 < figures.mended.high


def test_ways_to_leave_are_counted_with_how_many_they_mended(figures):
    assert figures.actions == {
        Action.DELIVER: ByAction(2, 0),
        Action.REWRITE: ByAction(2, 2),
        Action.REGENERATE: ByAction(1, 1),
        Action.FALLBACK: ByAction(0, 0),
    }


def test_modes_are_counted_with_their_scores_before_and_after(figures):
    assert figures.modes[Mode.EMOTIONAL_ATTENUATION] == ByMode(3, 2, 0, 1.0, pytest.approx(1 / 3))
    avoiding = figures.modes[Mode.CONFLICT_AVOIDANCE]
    assert (avoiding.flagged, avoiding.gone, avoiding.raised) == (3, 1, 0)
    assert (avoiding.before, avoiding.after) == (pytest.approx(0.8), pytest.approx(0.8 * 2 / 3))
    assert figures.modes[Mode.LINGUISTIC_ALIENATION] == ByMode(0, 0, 0, None, None)


def test_words_calls_and_tokens_are_summed(figures):
    assert (figures.words_added, figures.words_removed) == (3, 3)
    assert figures.spent == Spent(calls=4, failed=3, tokens=9)


def test_what_must_not_happen_is_named_by_item(figures):
    assert figures.never.clean_changed == ("wrongly",)
    assert (figures.never.lost, figures.never.added, figures.never.raised) == ((), (), ())


def test_a_fallback_mends_nothing_and_loses_nothing():
    policy = Policy(name="p", fallback="I am here.", modes={"emotional_attenuation": {"action": "fallback"}})
    item = Item("a", Conversation.of("my dog barks"), "That is somewhat sad, call 48213.", FAILING)
    found = mending([repaired(Guard(policy, DETECTORS), item, None)])
    assert found.actions[Action.FALLBACK] == ByAction(1, 0)
    assert found.never.lost == ()


def test_nothing_flagged_has_no_share():
    assert mending([done("fine", "That is sad.")]).mended.value is None


def test_the_data_is_json_without_a_word_of_a_conversation(figures):
    data = json.dumps(figures.data())
    assert json.loads(data)["actions"]["rewrite"] == {"replies": 2, "mended": 2}
    assert "dog" not in data
