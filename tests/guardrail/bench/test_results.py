import pytest

from guardrail import Conversation, Guard, Mode
from guardrail.bench.items import Item
from guardrail.bench.results import in_shadow, judged, repaired
from guardrail.policy.schema import ModeAction, ModePolicy, Modes, Policy, Repair
from guardrail.testing import FlagWords, ScriptedModel

ITEM = Item("a", Conversation.of("my dog died"), "That is somewhat sad.")


def guard(action=ModeAction.REGENERATE, **policy):
    modes = Modes(emotional_attenuation=ModePolicy(action=action))
    return Guard(Policy(name="p", modes=modes, **policy), [FlagWords("somewhat", replacement="very")])


def test_an_item_judged_says_what_would_be_done():
    line = judged(guard(), ITEM)
    assert list(line) == ["id", "scores", "flagged", "findings", "decision", "ms"]
    assert line["scores"]["emotional_attenuation"] == 1.0
    assert line["scores"]["conflict_avoidance"] is None
    assert line["flagged"] == {mode.value: mode is Mode.EMOTIONAL_ATTENUATION for mode in Mode}
    assert line["decision"]["action"] == "regenerate"
    (span,) = line["findings"][0]["spans"]
    assert ITEM.reply[span["start"] : span["end"]] == span["quote"] == "somewhat"


def test_an_item_put_right_by_the_model():
    line = repaired(guard(), ITEM, ScriptedModel(["That is terrible."]))
    assert list(line) == ["id", "action", "delivered", "attempts", "before", "after"]
    assert (line["action"], line["delivered"], line["attempts"]) == ("regenerate", "That is terrible.", 1)
    assert (line["before"]["emotional_attenuation"], line["after"]["emotional_attenuation"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("action", "delivered"), [(ModeAction.REWRITE, "That is very sad."), (ModeAction.FALLBACK, "I am here.")]
)
def test_an_item_put_right_without_a_model(action, delivered):
    line = repaired(guard(action, fallback="I am here.", repair=Repair(attempts=0)), ITEM, None)
    assert (line["action"], line["delivered"]) == (action.value, delivered)
    assert line["after"]["emotional_attenuation"] == 0.0


def test_a_guard_in_shadow_records_nothing(tmp_path):
    shadow = in_shadow(guard(audit={"sink": "file", "path": str(tmp_path / "audit.jsonl")}))
    assert (shadow.policy.shadow, shadow.policy.audit.sink) == (True, "off")
