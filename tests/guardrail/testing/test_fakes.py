import pytest

from guardrail.engine import Guard
from guardrail.errors import AskError
from guardrail.policy.schema import Policy, SecondOpinion
from guardrail.testing import FlagWords, ScriptedJudge, ScriptedModel
from guardrail.types import Action, Conversation, Mode, Reply

CONVERSATION = Conversation.of("My dog is old, and I walk him every morning.")
BAD, GOOD = "That is somewhat, somewhat sad for you.", "He must be good company, your old dog."


def guard(**settings):
    return Guard(Policy(name="test"), detectors=[FlagWords("somewhat", **settings)])


def test_flags_every_place_of_a_word():
    finding = guard(mode=Mode.CONFLICT_AVOIDANCE, score=0.8).check(CONVERSATION, BAD).findings[0]
    assert (finding.mode, finding.score) == (Mode.CONFLICT_AVOIDANCE, 0.8)
    assert [BAD[span.start : span.end] for span in finding.spans] == ["somewhat", "somewhat"]


def test_passes_other_words():
    assert guard().check(CONVERSATION, GOOD).clean


def test_no_words_flag_nothing():
    assert Guard(Policy(name="test"), detectors=[FlagWords(), FlagWords("")]).check(CONVERSATION, BAD).clean


def test_a_replacement_can_be_edited_in():
    outcome = guard(replacement="very").run(CONVERSATION, BAD)
    assert (outcome.action, outcome.reply.text) == (Action.REWRITE, "That is very, very sad for you.")


async def test_the_model_says_its_replies_in_order_and_keeps_what_it_was_asked():
    model = ScriptedModel([ValueError("busy"), "one", Reply("two")])
    with pytest.raises(ValueError, match="busy"):
        model(CONVERSATION)
    assert [model(CONVERSATION), await model.ask(CONVERSATION)] == [Reply("one"), Reply("two")]
    with pytest.raises(AskError, match="no further"):
        await model.ask(CONVERSATION)
    assert model.asked == [CONVERSATION] * 4


async def test_the_model_answers_a_guard_of_either_kind():
    assert guard().run(CONVERSATION, BAD, ScriptedModel([GOOD])).reply.text == GOOD
    assert (await guard().arun(CONVERSATION, BAD, ScriptedModel([GOOD]).ask)).reply.text == GOOD


async def test_the_judge_finds_what_it_is_told_to_find():
    unsure = Guard(
        Policy(name="test", second_opinion=SecondOpinion(model="upstream")), [FlagWords("somewhat", score=0.4)]
    )
    judge = ScriptedJudge(2, "somewhat sad")
    for outcome in (unsure.run(CONVERSATION, BAD, judge=judge), await unsure.arun(CONVERSATION, BAD, judge=judge.ask)):
        assert outcome.original.verdict.findings[0].evidence[-1].spans[0].quote == "somewhat sad"
    assert len(judge.asked) == 2


def test_a_text_is_no_list_of_replies():
    with pytest.raises(TypeError, match="replies: found str; allowed: a list of replies"):
        ScriptedModel("Hi.")
