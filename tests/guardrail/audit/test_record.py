import json
from dataclasses import replace

import pytest

from guardrail import Conversation, Guard, Mode
from guardrail.audit.record import handed_over, record
from guardrail.policy.schema import Audit, HandOverPolicy, Policy, SecondOpinion
from guardrail.testing import FlagWords, ScriptedJudge, ScriptedModel

CONVERSATION = Conversation.of("my dog barks; my card is 4929")


class Broken:
    mode = Mode.CONFLICT_AVOIDANCE
    inline = True

    def assess(self, reading):
        raise ValueError("at https://example.org/?key=secret")


def recorded(audit=None, ask=None, detectors=(), conversation=CONVERSATION):
    policy = Policy(name="mine", audit=audit or Audit())
    guard = Guard(policy, [FlagWords("somewhat"), *detectors])
    return record(policy, conversation, guard.run(conversation, "That is somewhat sad.", ask))


def test_a_record_says_what_was_done_and_why():
    entry = recorded(ask=ScriptedModel(["That is terrible."]))
    assert (entry["policy"], entry["action"], entry["decision"]) == ("mine", "regenerate", "deliver")
    assert entry["flagged"] == ["emotional_attenuation"]
    assert entry["findings"][0]["signals"] == ["flag_words"]
    assert entry["attempts"][0]["scores"] == {"emotional_attenuation": 0.0}
    assert entry["changed"] is True


def test_no_words_are_kept_unless_the_policy_says_so():
    assert "4929" not in json.dumps(recorded())
    entry = recorded(Audit(texts=True))
    assert entry["messages"] == [{"role": "user", "text": "my dog barks; my card is 4929"}]
    assert entry["reply"] == entry["delivered"] == "That is somewhat sad."


def test_of_errors_only_the_type_is_kept():
    entry = recorded(ask=ScriptedModel([RuntimeError("Bearer secret")]), detectors=[Broken()])
    assert entry["unjudged"] == {"conflict_avoidance": "ValueError"}
    assert "RuntimeError" in entry["errors"]
    assert "secret" not in json.dumps(entry)


def test_second_opinions_and_what_they_cost_are_recorded_without_a_word():
    policy = Policy(name="mine", second_opinion=SecondOpinion(model="upstream"))
    guard = Guard(policy, [FlagWords("somewhat", score=0.4)])
    judge = ScriptedJudge(2, "That is somewhat sad.")
    outcome = guard.run(CONVERSATION, "That is somewhat sad.", ScriptedModel(["It is somewhat bad."] * 2), judge)
    entry = record(policy, CONVERSATION, outcome)
    opinion = entry["opinion"]
    assert (opinion["modes"], opinion["levels"]) == (["emotional_attenuation"], {"emotional_attenuation": 2})
    assert (opinion["calls"], opinion["reason"]) == (1, "")
    assert opinion["tokens"] > 300
    assert opinion["ms"] >= 0
    assert entry["attempts"][0]["opinion"]["calls"] == 1
    assert "somewhat" not in json.dumps(entry)


def test_of_an_opinion_that_was_not_had_only_the_type_of_error_is_kept():
    policy = Policy(name="mine", second_opinion=SecondOpinion(model="upstream"))
    guard = Guard(policy, [FlagWords("somewhat", score=0.4)])
    outcome = guard.run(CONVERSATION, "That is somewhat sad.", ScriptedModel([RuntimeError("Bearer secret")]))
    assert record(policy, CONVERSATION, outcome)["opinion"]["reason"] == "RuntimeError"


def test_no_opinion_is_recorded_where_none_was_wanted():
    assert "opinion" not in recorded()


def test_a_record_says_whether_all_turns_were_known():
    assert recorded()["history_known"] is True
    assert recorded(conversation=replace(CONVERSATION, known=False))["history_known"] is False


def test_danger_is_recorded_by_name():
    entry = recorded(conversation=Conversation.of("I want to kill myself at the old mill"))
    assert (entry["danger"], entry["line"]) == (["suicide"], True)
    assert "mill" not in json.dumps(entry)
    assert (recorded()["danger"], recorded()["line"]) == ([], False)


@pytest.mark.parametrize("texts", [False, True])
def test_what_is_handed_over_holds_words_only_where_the_policy_says_so(texts):
    talk = Conversation.of("I want to die at the old mill")
    policy = Policy(name="mine", hand_over=HandOverPolicy(texts=texts), audit=Audit(texts=not texts))
    outcome = Guard(policy, [FlagWords("somewhat")]).run(talk, "That is somewhat sad.")
    entry = handed_over(policy, talk, outcome)
    assert (entry["id"], entry["hand_over"], entry["danger"]) == (outcome.hand_over.id, ["crisis"], ["suicide"])
    assert entry["flagged"] == ["emotional_attenuation"]
    assert ("mill" in json.dumps(entry)) is texts
