from guardrail import Conversation, Guard, Mode, Reply
from guardrail.bench.items import Item
from guardrail.bench.repairs import repaired
from guardrail.bench.results import in_shadow, judged, repair_data
from guardrail.policy.schema import ModeAction, ModePolicy, Modes, Policy
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


def test_an_item_put_right_says_what_was_done():
    line = repair_data(repaired(guard(), ITEM, ScriptedModel(["I promise a refund.", Reply("That is bad.", tokens=5)])))
    assert (line["id"], line["action"], line["delivered"]) == ("a", "regenerate", "That is bad.")
    assert (line["flagged"], line["mended"], line["reason"]) == (
        ["emotional_attenuation"],
        True,
        "mended: emotional_attenuation",
    )
    assert (line["before"]["emotional_attenuation"], line["after"]["emotional_attenuation"]) == (1.0, 0.0)
    assert line["words"] == {"added": 1, "removed": 2}
    assert (line["attempts"], line["calls"], line["tokens"]) == (2, 2, 5)
    assert [len(each) for each in line["objections"]] == [1, 0]
    assert line["objections"][0][0].startswith("new promise")


def test_the_scores_of_a_fallback_are_its_own():
    line = repair_data(repaired(guard(ModeAction.FALLBACK, fallback="I am here."), ITEM, None))
    assert (line["action"], line["delivered"], line["mended"]) == ("fallback", "I am here.", False)
    assert line["after"]["emotional_attenuation"] == 0.0


def test_a_guard_in_shadow_records_nothing(tmp_path):
    shadow = in_shadow(guard(audit={"sink": "file", "path": str(tmp_path / "audit.jsonl")}))
    assert (shadow.policy.shadow, shadow.policy.audit.sink) == (True, "off")
