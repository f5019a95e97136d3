import asyncio

import pytest

from guardrail.asks import Ask, AskOpinion, asked, asked_async
from guardrail.errors import AskError, AskTimeout
from guardrail.testing import ScriptedJudge, ScriptedModel
from guardrail.types import Conversation, Mode, Reply

TALK = Conversation.of("Hello")
WORDS = Ask(TALK, 5.0)
OPINION = AskOpinion(TALK, 5.0, (Mode.CONFLICT_AVOIDANCE,), 500)


@pytest.fixture(params=["sync", "async"])
def answer(request):
    def answer(what, ask=None, judge=None):
        if request.param == "sync":
            return asked(what, ask, judge)
        return asyncio.run(asked_async(what, ask and ask.ask, judge and judge.ask))

    return answer


def test_better_words_are_asked_of_the_model(answer):
    assert answer(WORDS, ScriptedModel(["Hi"]), ScriptedJudge(0)) == Reply("Hi")


def test_an_opinion_is_asked_of_the_judge_and_of_the_model_where_there_is_none(answer):
    judge = ScriptedJudge(0)
    assert answer(OPINION, ScriptedModel([]), judge).text == '{"conflict_avoidance": {"level": 0, "words": []}}'
    assert judge.asked == [OPINION]
    assert answer(OPINION, ScriptedModel(["Hi"])) == Reply("Hi")


@pytest.mark.parametrize("error", [AskError("gone"), ValueError("bad")])
def test_what_is_raised_is_the_answer(answer, error):
    assert answer(WORDS, ScriptedModel([error])) is error


def test_a_model_that_takes_too_long_is_left(answer):
    class Slow:
        def __call__(self, conversation):
            return asyncio.run(self.ask(conversation))

        async def ask(self, conversation):
            await asyncio.sleep(1)

    assert isinstance(answer(Ask(TALK, 0.02), Slow()), AskTimeout)
