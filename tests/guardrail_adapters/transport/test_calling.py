import json

import httpx
import pytest

from guardrail.wire.responses_history import History
from guardrail.wire.responses_request import ResponsesRequest
from guardrail_adapters.transport.calling import Call, Recall
from guardrail_adapters.transport.httpx import _LIBRARY
from guardrail_adapters.transport.steps import adrive, drive

ASKED = ResponsesRequest.of({"input": "Yes.", "previous_response_id": "resp_1"})
PAGE = json.dumps(
    {"data": [{"role": "user", "content": "Yes."}, {"role": "user", "content": "My dog barks."}]}
).encode()


def call(limit=10_000):
    headers = {"authorization": "Bearer key", "idempotency-key": "once", "accept": "text/event-stream"}
    timeout = {"connect": 1.0, "read": 600.0, "write": None, "pool": 600.0}
    request = httpx.Request(
        "POST", "http://a.test/v1/responses?a=1", headers=headers, json={"x": 1}, extensions={"timeout": timeout}
    )
    return Call(_LIBRARY, request, 5.0, limit)


class Upstream(httpx.MockTransport):
    def __init__(self, answer):
        self.seen = []
        super().__init__(lambda request: self.answer(request, answer))

    def answer(self, request, answer):
        self.seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, content=answer) if isinstance(answer, bytes) else answer


async def made(kind, flow, upstream):
    return drive(flow, upstream) if kind == "sync" else await adrive(flow, upstream)


async def recalled(kind, upstream, **settings):
    step = Recall(call(**settings), History("/v1/responses/resp_2/input_items?limit=100", ASKED, {}))
    return step.run(upstream) if kind == "sync" else await step.arun(upstream)


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
async def test_calls_in_the_clients_name_and_no_more_patiently(kind):
    upstream = Upstream(b"{}")
    response, content = await made(kind, call().flow("POST", "/v1/other", b"[]"), upstream)
    assert (response.status_code, content) == (200, b"{}")
    sent = upstream.seen[0]
    assert (sent.method, str(sent.url), sent.content) == ("POST", "http://a.test/v1/other", b"[]")
    assert (sent.headers["authorization"], sent.headers["content-type"]) == ("Bearer key", "application/json")
    assert (sent.headers["accept"], sent.headers["accept-encoding"]) == ("application/json", "identity")
    assert "idempotency-key" not in sent.headers
    assert sent.extensions["timeout"] == {"connect": 1.0, "read": 5.0, "write": 5.0, "pool": 5.0}


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    closed = 0

    def __iter__(self):
        yield b"x" * 100

    async def __aiter__(self):
        yield b"x" * 100

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.close()


@both
async def test_what_is_too_long_is_closed_unread(kind):
    stream = Stream()
    response = httpx.Response(200, stream=stream)
    assert await made(kind, call(limit=99).flow("GET", "/x"), Upstream(response)) == (response, None)
    assert stream.closed == 1


@both
async def test_recalls_the_turns_that_were_left_with_the_provider(kind):
    upstream = Upstream(PAGE)
    found = await recalled(kind, upstream)
    assert [message.text for message in found.conversation.messages] == ["My dog barks.", "Yes."]
    sent = upstream.seen[0]
    assert (sent.method, str(sent.url)) == ("GET", "http://a.test/v1/responses/resp_2/input_items?limit=100")
    assert (sent.content, sent.headers.get("content-type"), sent.headers.get("content-length")) == (b"", None, None)


@both
@pytest.mark.parametrize(
    "answer", [b"<html>", httpx.Response(404, content=PAGE), httpx.ReadTimeout("slow"), b" " * 10_001], ids=repr
)
async def test_without_the_turns_the_request_is_as_it_was(kind, answer):
    upstream = Upstream(answer)
    assert await recalled(kind, upstream) is ASKED
    assert len(upstream.seen) == 1
