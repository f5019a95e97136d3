import asyncio
import json

import httpx
import pytest

from guardrail.audit.sinks import Recorder
from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail.policy.schema import Endpoint, Policy, SecondOpinion, Streaming
from guardrail.testing import FlagWords
from guardrail_adapters.transport.httpx import AsyncGuardedTransport, GuardedTransport

URL = "http://a.test/v1/chat/completions"
ASK = {"messages": [{"role": "user", "content": "My dog barks in the morning and I walk him."}]}
BAD = "That is somewhat sad for you."


def guard(**policy):
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat")])


def reply(text):
    return httpx.Response(200, json={"choices": [{"index": 0, "message": {"content": text}}]})


def test_all_else_goes_through_as_the_same_objects():
    answer, seen = httpx.Response(200, content=b"x"), []

    def handle(request):
        seen.append(request)
        return answer

    request = httpx.Request("POST", "http://a.test/v1/embeddings", json={})
    assert GuardedTransport(guard(), httpx.MockTransport(handle)).handle_request(request) is answer
    assert seen == [request]


def test_asks_for_bytes_that_can_be_read_and_leaves_the_clients_request_alone():
    seen = []

    def handle(request):
        seen.append((request.headers["accept-encoding"], request.read()))
        return reply("All is well.")

    request = httpx.Request("POST", URL, json=ASK, headers={"accept-encoding": "gzip, br"})
    GuardedTransport(guard(), httpx.MockTransport(handle)).handle_request(request)
    assert seen == [("identity", request.read())]
    assert request.headers["accept-encoding"] == "gzip, br"


def test_a_request_in_chunks_is_read():
    transport = GuardedTransport(guard(), httpx.MockTransport(lambda request: reply(BAD)))
    chunks = iter([json.dumps(ASK).encode()[:9], json.dumps(ASK).encode()[9:]])
    response = transport.handle_request(httpx.Request("POST", URL, content=chunks))
    assert response.headers["x-guardrail-modes"] == "emotional_attenuation"


def test_the_clients_own_timeout_bounds_the_repair():
    deadlines, answers = [], [reply(BAD), reply("All is well.")]

    def handle(request):
        deadlines.append(request.extensions["timeout"]["read"])
        return answers.pop(0)

    request = httpx.Request("POST", URL, json=ASK, extensions={"timeout": {"read": 3.0}})
    GuardedTransport(guard(), httpx.MockTransport(handle)).handle_request(request)
    assert deadlines == [3.0, 3.0]


def test_a_changed_body_loses_what_spoke_of_the_old_bytes():
    came = httpx.Response(200, json=json.loads(reply(BAD).content), headers={"etag": "1", "digest": "2", "kept": "3"})
    answers = [came, reply("All is well.")]
    transport = GuardedTransport(guard(), httpx.MockTransport(lambda request: answers.pop(0)))
    response = transport.handle_request(httpx.Request("POST", URL, json=ASK))
    assert {"etag", "digest"}.isdisjoint(response.headers)
    assert response.headers["kept"] == "3"
    assert response.headers["content-length"] == str(len(response.read()))


def test_what_no_guard_ran_on_is_in_the_audit():
    found, audited = [], guard()
    audited.recorder = Recorder(audited.policy, found.append)
    html = httpx.Response(200, headers={"content-type": "text/html"}, content=b"<html>")
    transport = GuardedTransport(audited, httpx.MockTransport(lambda request: html))
    transport.handle_request(httpx.Request("POST", URL, json=ASK))
    assert audited.recorder.flush()
    assert [entry["skipped"] for entry in found] == ["content type text/html"]


class Hanging(httpx.AsyncByteStream):
    """A body that begins and never ends."""

    def __init__(self):
        self.begun, self.closed = asyncio.Event(), False

    async def __aiter__(self):
        yield b'{"choices"'
        self.begun.set()
        await asyncio.Event().wait()

    async def aclose(self):
        self.closed = True


async def test_cancelling_closes_a_held_body():
    stream = Hanging()
    answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=stream)

    async def handle(request):
        return answer

    transport = AsyncGuardedTransport(guard(), httpx.MockTransport(handle))
    task = asyncio.create_task(transport.handle_async_request(httpx.Request("POST", URL, json=ASK)))
    await stream.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.closed


async def test_cancelling_ends_a_repair():
    asked, ended = asyncio.Event(), asyncio.Event()

    async def handle(request):
        if b"stream" not in request.content:
            return reply(BAD)
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    transport = AsyncGuardedTransport(guard(), httpx.MockTransport(handle))
    task = asyncio.create_task(transport.handle_async_request(httpx.Request("POST", URL, json=ASK)))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_an_observed_stream_gives_its_first_bytes_at_once_and_closes_when_the_client_leaves():
    stream = Hanging()
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=stream)

    async def handle(request):
        return answer

    observing = guard(streaming=Streaming(mode="observe"))
    transport = AsyncGuardedTransport(observing, httpx.MockTransport(handle))
    async with httpx.AsyncClient(transport=transport) as client, client.stream("POST", URL, json=ASK) as response:
        assert await anext(response.aiter_raw()) == b'{"choices"'
    assert stream.closed


def test_what_a_judge_elsewhere_needs_is_named_before_any_traffic(monkeypatch):
    there = Endpoint(url="http://judge.test/v1", model="m")
    armed = guard(second_opinion=SecondOpinion(model="endpoint", endpoint=there))
    GuardedTransport(armed, httpx.MockTransport(reply))
    monkeypatch.setattr("guardrail_adapters.endpoint.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="httpx is not installed"):
        GuardedTransport(armed, httpx.MockTransport(reply))
