import pytest

from guardrail import conclude as concluding
from guardrail.engine import Guard
from guardrail.policy.schema import Crisis, ModePolicy, Modes, Policy, Repair
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Action, Conversation, Danger, Reply

DARK = Conversation.of("I want to die. It is bad here.")
LINE = Crisis().line


def in_danger(reply, ask=None, **policy):
    made = Policy(name="test", **policy)
    return Guard(made, [FlagWords("bad", replacement="hard")]).run(DARK, reply, ask)


def test_the_line_is_added_to_a_reply_that_says_nowhere_to_turn():
    outcome = in_danger("I'm so sorry.")
    assert outcome.reply.text == f"I'm so sorry.\n\n{LINE}"
    assert (outcome.action, outcome.line, outcome.danger) == (Action.REWRITE, LINE, (Danger.SUICIDE,))
    assert outcome.delivered is outcome.attempts[-1]
    assert outcome.delivered.verdict.clean


@pytest.mark.parametrize(
    ("reply", "policy"),
    [
        ("I'm here. Call 988.", {}),
        ("I'm so sorry.", {"crisis": Crisis(line="")}),
        ("I'm so sorry.", {"crisis": Crisis(watch=False)}),
        ("I'm so sorry.", {"shadow": True}),
        (Reply("No.", refusal=True), {}),
    ],
)
def test_the_line_is_not_added_where_it_is_not_wanted(reply, policy):
    outcome = in_danger(reply, **policy)
    assert (outcome.changed, outcome.line, len(outcome.attempts)) == (False, "", 1)


def test_the_line_is_added_once():
    first = in_danger("I'm so sorry.")
    assert in_danger(first.reply).reply is first.reply


def test_the_line_is_added_to_what_was_mended_and_to_the_fallback():
    mended = in_danger("This is bad.", ScriptedModel([]), repair=Repair(attempts=1))
    assert mended.reply.text == f"This is hard.\n\n{LINE}"
    modes = Modes(emotional_attenuation=ModePolicy(action="fallback"))
    fallen = in_danger("This is bad.", modes=modes, fallback="What now?")
    assert (fallen.reply.text, fallen.action, fallen.delivered) == (f"What now?\n\n{LINE}", Action.FALLBACK, None)


@pytest.mark.parametrize(
    "answer",
    ["I'm here.", "Are you safe? Call somebody.", "Are you safe? Call 989 now.", "So sorry. Call 988 now."],
)
def test_a_reply_without_the_safeguards_of_the_original_is_not_delivered(answer):
    modes = Modes(emotional_attenuation=ModePolicy(action="regenerate"))
    came = "This is bad. Are you safe? Call 988 now."
    outcome = in_danger(came, ScriptedModel([answer]), modes=modes, repair=Repair(attempts=1))
    assert outcome.reply.text == came
    assert outcome.attempts[1].objections


def test_without_judging_a_reply_is_left_as_it_is_but_for_the_line():
    outcome = in_danger("This is bad.", ScriptedModel(["Nice."]), crisis=Crisis(judge=False))
    assert outcome.reply.text == f"This is bad.\n\n{LINE}"


def test_a_fault_in_adding_the_line_costs_nobody_their_reply(monkeypatch):
    monkeypatch.setattr(concluding, "with_line", lambda *_: 1 / 0)
    outcome = in_danger("I'm so sorry.")
    assert outcome.reply.text == "I'm so sorry."
    assert outcome.errors == ("ZeroDivisionError: division by zero",)
