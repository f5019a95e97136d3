import pytest

from guardrail import Action, Attempt, Conversation, Decision, Guard, Mode, Outcome, Reply, Verdict
from guardrail.bench.items import Item
from guardrail.bench.repairs import Repaired, measured, repaired
from guardrail.errors import AskError
from guardrail.policy.schema import ModeAction, ModePolicy, Modes, Policy, SecondOpinion
from guardrail.policy.schema import Repair as Limits
from guardrail.testing import FlagWords, ScriptedJudge, ScriptedModel

ITEM = Item("a", Conversation.of("my dog barks"), "That is somewhat sad.")


def guard(action=ModeAction.REWRITE, **policy):
    modes = Modes(emotional_attenuation=ModePolicy(action=action))
    return Guard(Policy(name="p", modes=modes, **policy), [FlagWords("somewhat", replacement="very")])


@pytest.mark.parametrize(
    ("action", "limits", "answers", "delivered", "mended"),
    [
        (ModeAction.REWRITE, {}, None, "That is very sad.", True),
        (ModeAction.REGENERATE, {}, ["That is terrible."], "That is terrible.", True),
        (ModeAction.DELIVER, {}, None, ITEM.reply, False),
        (ModeAction.FALLBACK, {}, None, "I am here.", False),
    ],
)
def test_mended_is_what_left_in_other_words_without_a_flag(action, limits, answers, delivered, mended):
    one = repaired(
        guard(action, fallback="I am here.", repair=Limits(**limits)), ITEM, answers and ScriptedModel(answers)
    )
    assert (one.outcome.reply.text, one.mended) == (delivered, mended)
    assert one.before.flagged == {Mode.EMOTIONAL_ATTENUATION}
    assert (one.raised, one.lost, one.drift) == (frozenset(), (), ())


def test_a_reply_that_came_clean_is_not_mended():
    one = repaired(guard(), Item("a", ITEM.conversation, "That is sad."), None)
    assert (one.mended, one.outcome.changed, one.changes[0].fate) == (False, False, "kept")


def test_calls_count_answered_or_not_and_tokens_of_those_answered():
    answers = [AskError("busy"), Reply("That is somewhat bad.", tokens=7)]
    one = repaired(Guard(Policy(name="p"), [FlagWords("somewhat")]), ITEM, ScriptedModel(answers))
    assert (one.calls, one.tokens, len(one.outcome.errors)) == (2, 7, 1)


def test_calls_for_opinions_are_counted_with_their_tokens():
    doubting = Guard(
        Policy(name="p", second_opinion=SecondOpinion(model="upstream")), [FlagWords("somewhat", score=0.4)]
    )
    one = repaired(doubting, ITEM, None, ScriptedJudge(0))
    assert (one.calls, one.tokens) == (1, one.outcome.opinions[0].tokens)
    assert one.tokens > 300


def test_what_a_guard_would_not_let_pass_is_found():
    """Were the engine to deliver it all the same, the measure would say so."""
    came, left = Reply("Your number is 48213."), Reply("I promise you a refund.")
    attempts = (Attempt(Action.DELIVER, came, Verdict()), Attempt(Action.REGENERATE, left, Verdict()))
    outcome = Outcome(left, Action.REGENERATE, Decision(Action.DELIVER, ""), attempts)
    one = Repaired(ITEM, outcome, Verdict())
    assert one.lost == ('lost number: "48213"',)
    assert len(one.drift) == 1
    assert one.drift[0].startswith("new promise")


def test_a_guard_is_measured_without_shadow_record_or_haste(tmp_path):
    shown = measured(guard(shadow=True, audit={"sink": "file", "path": str(tmp_path / "a")})).policy
    assert (shown.shadow, shown.audit.sink, shown.judging.timeout) == (False, "off", 60.0)
