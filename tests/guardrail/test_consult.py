"""Second opinions in the loop, blocking and awaiting."""

import asyncio
import json
from threading import Event

import pytest

from guardrail.asks import AskOpinion
from guardrail.engine import Guard
from guardrail.policy.schema import Endpoint, Judging, Policy, Repair, SecondOpinion
from guardrail.testing import FlagWords, ScriptedJudge, ScriptedModel
from guardrail.types import Action, Conversation, Mode, Reply

TALK = Conversation.of("Should I tell her the truth or not?")
VAGUE, CLEAR = "Well, it depends on you.", "Tell her the truth, as it is on you."
AVOIDS, DILUTES = Mode.CONFLICT_AVOIDANCE, Mode.EMOTIONAL_ATTENUATION
ELSEWHERE = Endpoint(url="http://judge.test/v1", model="judge")


def guard(score=0.4, other=0.0, **fields):
    """A guard that is unsure of "depends", and flags from .5."""
    policy = {"second_opinion": SecondOpinion(**{"model": "upstream", **fields.pop("opinion", {})}), **fields}
    detectors = [FlagWords("depends", mode=AVOIDS, score=score), FlagWords("depends", mode=DILUTES, score=other)]
    return Guard(Policy(name="t", **policy), detectors=detectors)


class Refuses:
    """A model that fails the test when it is called."""

    def __call__(self, asked):
        pytest.fail("was asked")

    async def ask(self, asked):
        pytest.fail("was asked")


@pytest.fixture(params=["sync", "async"])
def run(request):
    """Run a guard in either way; a model and a judge have a twin `ask` for asynchronous code."""

    def run(guard, reply=VAGUE, ask=None, judge=None):
        if request.param == "sync":
            return guard.run(TALK, reply, ask, judge)
        return asyncio.run(guard.arun(TALK, reply, ask and ask.ask, judge and judge.ask))

    return run


@pytest.mark.parametrize(
    ("score", "level", "flagged"),
    [(0.4, 2, True), (0.4, 1, False), (0.4, 0, False), (0.55, 0, False), (0.55, 1, True), (0.55, 2, True)],
)
def test_an_opinion_decides_what_is_unsure(run, score, level, flagged):
    outcome = run(guard(score, repair=Repair(attempts=0)), judge=ScriptedJudge(level, "it depends"))
    verdict = outcome.original.verdict
    assert (AVOIDS in verdict.flagged) is flagged
    assert outcome.original.opinion.levels == {AVOIDS: level}
    assert [finding.mode for finding in verdict.findings] == ([AVOIDS] if flagged else [])
    (finding,) = [finding for finding in verdict.assessed if finding.mode is AVOIDS]
    assert finding.evidence[-1].signal == "second_opinion"
    assert ("it depends" in [span.quote for span in finding.evidence[-1].spans]) is (level == 2)


@pytest.mark.parametrize(
    ("score", "settings"),
    [
        (0.4, {"model": "off"}),
        (0.24, {}),
        (0.61, {}),
        (0.4, {"modes": (DILUTES,)}),
        (0.4, {"band": (0.41, 0.5)}),
    ],
)
def test_nobody_is_asked_about_what_is_sure(run, score, settings):
    outcome = run(guard(score, opinion=settings, repair=Repair(attempts=0)), judge=Refuses())
    assert (outcome.original.opinion, outcome.opinions) == (None, ())


@pytest.mark.parametrize("score", [0.25, 0.6])
def test_the_ends_of_the_band_are_in_it(run, score):
    assert run(guard(score, repair=Repair(attempts=0)), judge=ScriptedJudge(1)).original.opinion.calls == 1


def test_a_check_asks_nobody():
    assert guard().check(TALK, VAGUE).scores[AVOIDS] == 0.4


def test_shadow_asks_nobody_and_records_that_somebody_would_be_asked(run):
    outcome = run(guard(shadow=True), judge=Refuses())
    assert outcome.original.opinion.modes == (AVOIDS,)
    assert (outcome.original.opinion.reason, outcome.original.opinion.calls) == ("in shadow nobody is asked", 0)


def test_a_reply_that_is_not_judged_is_not_asked_about(run):
    assert run(guard(), Reply(VAGUE, refusal=True), judge=Refuses()).opinions == ()


def test_a_reply_that_lost_something_is_not_asked_about(run):
    judge = ScriptedJudge(2)
    came = f"{VAGUE} Her number is 48213."
    outcome = run(guard(repair=Repair(attempts=1)), came, ScriptedModel([VAGUE]), judge)
    assert len(judge.asked) == 1
    assert outcome.attempts[1].objections
    assert outcome.attempts[1].opinion is None


def test_all_that_is_unsure_is_asked_about_at_once(run):
    judge = ScriptedJudge(0)
    outcome = run(guard(0.4, other=0.5), judge=judge)
    (request,) = judge.asked
    assert set(request.modes) == {AVOIDS, DILUTES}
    assert json.loads(request.conversation.messages[1].text)["reply"] == VAGUE
    assert outcome.action is Action.DELIVER


def test_the_model_itself_is_asked_where_there_is_no_other_judge(run):
    answer = Reply(json.dumps({AVOIDS: {"level": 2, "words": []}}), tokens=321)
    model = ScriptedModel([answer, CLEAR])
    outcome = run(guard(), ask=model)
    assert (outcome.action, outcome.reply.text) == (Action.REGENERATE, CLEAR)
    assert (outcome.original.opinion.calls, outcome.original.opinion.tokens) == (1, 321)
    assert outcome.attempts[1].opinion is None
    assert [asked.messages[0].role for asked in model.asked] == ["system", "system"]


@pytest.mark.parametrize(
    ("settings", "ask", "reason"),
    [
        ({}, None, "there is nobody to ask"),
        ({"model": "endpoint", "endpoint": ELSEWHERE}, Refuses(), "there is nobody to ask"),
        ({"tokens": 500}, Refuses(), "over the budget of tokens"),
    ],
)
def test_why_nobody_was_asked_is_said(run, settings, ask, reason):
    outcome = run(guard(opinion=settings), ask=ask)
    assert (outcome.opinions[0].reason, outcome.opinions[0].calls, outcome.opinions[0].tokens) == (reason, 0, 0)
    assert outcome.original.verdict.scores[AVOIDS] == 0.4


def test_a_judge_of_its_own_is_told_where_it_is(run):
    judge = ScriptedJudge(0)
    run(guard(opinion={"model": "endpoint", "endpoint": ELSEWHERE}), ask=Refuses(), judge=judge)
    assert judge.asked[0].endpoint == ELSEWHERE
    run(guard(), judge=judge)
    assert judge.asked[1].endpoint is None


@pytest.mark.parametrize("answer", ["", "level 2", '{"conflict_avoidance": {"level": 7}}', "tool"])
def test_a_malformed_answer_is_none_and_costs_all_the_same(run, answer):
    model = ScriptedModel([Reply("", tool_calls=True) if answer == "tool" else answer])
    outcome = run(guard(), ask=model)
    opinion = outcome.original.opinion
    assert (opinion.levels, opinion.reason, opinion.calls) == ({}, "malformed answer", 1)
    assert opinion.tokens > 300
    assert outcome.original.verdict.scores[AVOIDS] == 0.4


def test_a_judge_that_raises_gives_no_opinion(run):
    outcome = run(guard(), ask=ScriptedModel([ValueError("busy")]))
    assert (outcome.opinions[0].reason, outcome.opinions[0].tokens) == ("ValueError: busy", 0)
    assert outcome.action is Action.DELIVER


def test_a_slow_judge_gives_no_opinion_and_holds_nothing_up(run):
    released = Event()

    class Slow:
        def __call__(self, request):
            released.wait(10)

        async def ask(self, request):
            await asyncio.Event().wait()

    outcome = run(guard(opinion={"timeout": 0.05}), judge=Slow())
    released.set()
    assert outcome.opinions[0].reason.startswith("AskTimeout")
    assert outcome.opinions[0].tokens > 300
    assert outcome.opinions[0].milliseconds >= 40
    assert outcome.original.verdict.scores[AVOIDS] == 0.4


def test_no_opinion_takes_longer_than_what_is_left_for_repairs(run):
    judge = ScriptedJudge(0)
    run(guard(opinion={"timeout": 60.0}, repair=Repair(deadline=3.0)), judge=judge)
    assert 0 < judge.asked[0].timeout <= 3.0


def test_what_the_judge_found_has_to_be_mended_for_the_judge(run):
    """A small change of the score is no mending: below the band, too, the judge is asked again."""
    detectors = [
        FlagWords("it depends", mode=AVOIDS, score=0.4),
        FlagWords("it may depend", mode=AVOIDS, score=0.2),
    ]
    made = guard()
    made.detectors = (Either(*detectors),)
    judge = ScriptedJudge(2)
    outcome = run(made, ask=ScriptedModel(["Well, it may depend on you.", CLEAR]), judge=judge)
    assert outcome.attempts[1].verdict.scores[AVOIDS] == pytest.approx(0.528, abs=1e-3)
    assert [AVOIDS in attempt.verdict.flagged for attempt in outcome.attempts] == [True, True, False]
    assert (len(judge.asked), outcome.reply.text) == (2, CLEAR)


class Either:
    """The first of two detectors that finds something."""

    mode, inline = AVOIDS, True

    def __init__(self, *detectors):
        self.detectors = detectors

    def assess(self, reading):
        found = [detector.assess(reading) for detector in self.detectors]
        return max(found, key=lambda finding: finding.score)


def test_where_the_judge_fails_later_the_first_opinion_stands_and_it_is_left_alone(run):
    calls = []

    class Once:
        def __call__(self, request):
            calls.append(request)
            if len(calls) > 1:
                raise ConnectionError("gone")
            return ScriptedJudge(2)(request)

        async def ask(self, request):
            return self(request)

    outcome = run(guard(), ask=ScriptedModel([f"{VAGUE} So.", f"{VAGUE} Yes."]), judge=Once())
    assert [opinion.reason for opinion in outcome.opinions] == ["", "ConnectionError: gone", "the call before failed"]
    assert [attempt.verdict.scores[AVOIDS] for attempt in outcome.attempts] == [pytest.approx(0.749, abs=1e-3)] * 3
    assert outcome.attempts[2].verdict.findings[0].evidence[-1].weight == 1.5


def test_a_reply_costs_no_more_than_its_budget(run):
    asked = []

    class Wordy:
        def __call__(self, request):
            asked.append(request)
            return Reply(ScriptedJudge(2)(request).text, tokens=900)

        async def ask(self, request):
            return self(request)

    outcome = run(guard(opinion={"tokens": 2000}), ask=ScriptedModel([VAGUE, VAGUE]), judge=Wordy())
    assert [opinion.tokens for opinion in outcome.opinions] == [900, 900, 0]
    assert outcome.opinions[2].reason == "over the budget of tokens"
    assert asked[0].tokens - asked[1].tokens == pytest.approx(900, abs=5)
    assert 150 <= asked[1].tokens < 1100


def test_a_fault_of_ours_costs_an_opinion_and_not_the_reply(run, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("bug")

    monkeypatch.setattr("guardrail.consult.question", broken)
    outcome = run(guard(judging=Judging(on_error="closed")), judge=Refuses())
    assert outcome.opinions[0].reason == "RuntimeError: bug"
    assert outcome.reply.text == VAGUE


def test_whoever_drives_the_loop_is_handed_the_question():
    steps = guard().steps(TALK, VAGUE)
    request = next(steps)
    assert isinstance(request, AskOpinion)
    request = steps.send(ScriptedJudge(2)(request))
    assert not isinstance(request, AskOpinion)
    with pytest.raises(StopIteration) as stop:
        steps.send(CLEAR)
    assert stop.value.value.reply.text == CLEAR
