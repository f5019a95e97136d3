import asyncio
import json

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from guardrail.asks import AskOpinion
from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.errors import AskError, InputError
from guardrail.policy.schema import Endpoint, Policy, SecondOpinion
from guardrail.testing import FlagWords
from guardrail.types import Conversation, Mode
from guardrail_adapters.endpoint import EndpointJudge, judge_of

MODES = (Mode.CONFLICT_AVOIDANCE,)
SAID = json.dumps({Mode.CONFLICT_AVOIDANCE: {"level": 2, "words": ["it depends"]}})
ANSWER = {"choices": [{"message": {"content": SAID}}], "usage": {"prompt_tokens": 600, "total_tokens": 640}}
TALK = Conversation.of("Should I go or not?")


class Place:
    """A judge over HTTP that answers the same each time and keeps what it was asked."""

    def __init__(self, answer=ANSWER, status=200):
        self.answer, self.status, self.asked = answer, status, []

    @property
    def app(self):
        return Starlette(routes=[Route("/v1/chat/completions", self.respond, methods=["POST"])])

    async def respond(self, request):
        self.asked.append((request.headers, await request.json()))
        if self.answer is None:
            await asyncio.sleep(1)
        return JSONResponse(self.answer, self.status)


def judge(url, **fields):
    return EndpointJudge(Endpoint(url=f"{url}/v1/", model="judge-1", **fields))


@pytest.fixture(params=["sync", "async"])
def ask(request):
    def ask(judge, seconds=5.0):
        question = AskOpinion(TALK, seconds, MODES, 700)
        return judge.ask(question) if request.param == "sync" else asyncio.run(judge.aask(question))

    return ask


def test_the_endpoint_is_asked_the_question_and_nothing_else(ask, monkeypatch):
    monkeypatch.setenv("JUDGE_KEY", "sesame")
    place = Place()
    with listening(place.app) as url:
        answer = ask(judge(url, key_from="JUDGE_KEY"))
        ask(judge(url))
    assert (answer.text, answer.tokens, answer.payload) == (SAID, 640, None)
    (headers, body), (keyless, _) = place.asked
    assert body == {"model": "judge-1", "messages": TALK.to_openai(), "max_completion_tokens": 700}
    assert headers["authorization"] == "Bearer sesame"
    assert "authorization" not in keyless


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (ANSWER, 500, AskError),
        (ANSWER, 401, AskError),
        ({"choices": []}, 200, InputError),
        (None, 200, httpx.TimeoutException),
    ],
)
def test_what_is_no_answer_is_raised_after_one_try(ask, answer, status, error):
    place = Place(answer, status)
    with listening(place.app) as url, pytest.raises(error):
        ask(judge(url), seconds=0.3 if answer is None else 5.0)
    assert len(place.asked) == 1


def test_only_a_policy_with_an_endpoint_has_such_a_judge():
    there = Endpoint(url="http://judge.test/v1", model="m")
    assert judge_of(Policy(name="p", second_opinion=SecondOpinion(model="endpoint", endpoint=there))) == EndpointJudge(
        there
    )
    assert judge_of(Policy(name="p", second_opinion=SecondOpinion(model="upstream", endpoint=there))) is None
    assert judge_of(Policy(name="p")) is None


def test_a_guard_asks_it():
    place = Place()
    with listening(place.app) as url:
        settings = SecondOpinion(model="endpoint", endpoint=Endpoint(url=f"{url}/v1", model="judge-1"))
        guard = Guard(Policy(name="p", second_opinion=settings), [FlagWords("depends", mode=MODES[0], score=0.4)])
        outcome = guard.run(TALK, "Well, it depends.", judge=judge_of(guard.policy).ask)
    assert (outcome.opinions[0].levels, outcome.opinions[0].tokens) == ({MODES[0]: 2}, 640)
    assert outcome.original.verdict.findings[0].evidence[-1].spans[0].quote == "it depends"
