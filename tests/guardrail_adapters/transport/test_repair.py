import json

import httpx
import pytest

from guardrail.asks import AskOpinion
from guardrail.errors import AskError, InputError
from guardrail.types import Conversation, Mode
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.wires import WIRES
from guardrail_adapters.transport.httpx import _LIBRARY
from guardrail_adapters.transport.repair import BusyError, Repair

BODY = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "n": 2, "stream": True}
GUIDED = Conversation.of("Hello").with_guidance("Be specific.")


class Upstream(httpx.MockTransport):
    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []
        super().__init__(self.answer)

    def answer(self, request):
        self.requests.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def words(text="Better.", **fields):
    return httpx.Response(200, json={"choices": [{"message": {"content": text, **fields}}]})


def repair(seconds=5.0, limit=10_000, timeout=None):
    headers = {"authorization": "Bearer key", "idempotency-key": "once", "accept": "text/event-stream"}
    extensions = {"timeout": timeout} if timeout else {}
    request = httpx.Request("POST", "http://a.test/v1", headers=headers, json=BODY, extensions=extensions)
    return Repair(_LIBRARY, request, WIRES[0], ChatRequest.of(BODY), seconds, limit)


async def asked(kind, upstream, **settings):
    made = repair(**settings)
    return made.ask(upstream, GUIDED) if kind == "sync" else await made.aask(upstream, GUIDED)


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
async def test_sends_the_clients_request_with_the_repairs_messages(kind):
    upstream = Upstream(words())
    assert (await asked(kind, upstream)).text == "Better."
    sent = upstream.requests[0]
    assert json.loads(sent.content) == {"model": "m", "messages": GUIDED.to_openai(), "n": 1, "stream": False}
    assert sent.headers["authorization"] == "Bearer key"
    assert sent.headers["accept"] == "application/json"
    assert "idempotency-key" not in sent.headers


@both
async def test_is_no_more_patient_than_the_deadline_and_the_client(kind):
    upstream = Upstream(words())
    await asked(kind, upstream, timeout={"connect": 1.0, "read": 600.0, "write": None, "pool": 600.0})
    timeout = upstream.requests[0].extensions["timeout"]
    assert timeout == {"connect": 1.0, "read": 5.0, "write": 5.0, "pool": 5.0}


@both
async def test_tries_again_while_upstream_is_busy(kind):
    busy = [httpx.Response(429, headers={"retry-after": "0.01"}), httpx.ConnectError("refused")]
    assert (await asked(kind, Upstream(*busy, words()))).text == "Better."


@both
async def test_does_not_wait_beyond_the_deadline(kind):
    upstream = Upstream(httpx.Response(429, headers={"retry-after": "60"}), words())
    with pytest.raises(BusyError, match="429") as caught:
        await asked(kind, upstream)
    assert caught.value.retry_after == 60
    assert len(upstream.requests) == 1


@both
async def test_gives_up_after_three(kind):
    upstream = Upstream(*[httpx.Response(503, headers={"retry-after": "0.01"})] * 4)
    with pytest.raises(BusyError, match="503"):
        await asked(kind, upstream)
    assert len(upstream.requests) == 3


@both
@pytest.mark.parametrize(
    ("answer", "error", "found"),
    [
        (httpx.Response(401), AskError, "401"),
        (httpx.Response(200, content=b"x" * 10_001), AskError, "200"),
        (words(None, tool_calls=[{"id": "1"}]), AskError, "tool call"),
        (httpx.Response(200, content=b"<html>"), InputError, "not JSON"),
    ],
)
async def test_an_answer_without_words_is_an_error_at_once(kind, answer, error, found):
    upstream = Upstream(answer)
    with pytest.raises(error, match=found):
        await asked(kind, upstream)
    assert len(upstream.requests) == 1


def test_a_date_as_retry_after_is_left_to_the_backoff():
    when = {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert repair().ask(Upstream(httpx.Response(429, headers=when), words()), GUIDED).text == "Better."


OPINION = AskOpinion(Conversation.of("Judge."), 2.0, (Mode.CONFLICT_AVOIDANCE,), 700)


async def consulted(kind, upstream):
    return repair().consult(upstream, OPINION) if kind == "sync" else await repair().aconsult(upstream, OPINION)


@both
async def test_an_opinion_is_asked_in_its_own_time_and_with_nothing_but_the_model(kind):
    upstream = Upstream(words("{}"))
    assert (await consulted(kind, upstream)).text == "{}"
    assert json.loads(upstream.requests[0].content) == {"model": "m", "messages": OPINION.conversation.to_openai()}
    assert set(upstream.requests[0].extensions["timeout"].values()) == {2.0}


@both
async def test_an_opinion_is_not_asked_for_twice(kind):
    upstream = Upstream(httpx.Response(503, headers={"retry-after": "0.01"}), words("{}"))
    with pytest.raises(BusyError):
        await consulted(kind, upstream)
    assert len(upstream.requests) == 1
