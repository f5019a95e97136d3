import asyncio
import json
from threading import Event

import httpx
import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Streaming
from guardrail.testing import FlagWords
from guardrail_adapters.transport.httpx import AsyncGuardedTransport, GuardedTransport

URL = "http://a.test/v1/chat/completions"
ASK = {"messages": [{"role": "user", "content": "My dog barks in the morning and I walk him."}], "stream": True}
WORDS = ["I am so sorry.", " He was yours for ten years.", " The house is quiet now.", " I am here."]
SSE = {"content-type": "text/event-stream"}


def frame(text):
    return f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}}]})}\n\n".encode()


class Gated(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stream that stops before its last chunk until it is let on."""

    def __init__(self, *chunks):
        self.chunks, self.gate, self.closed = chunks, Event(), False

    def __iter__(self):
        yield from self.chunks[:-1]
        assert self.gate.wait(5)
        yield self.chunks[-1]

    async def __aiter__(self):
        for chunk in self.chunks[:-1]:
            yield chunk
        while not self.gate.is_set():
            await asyncio.sleep(0.001)
        yield self.chunks[-1]

    def close(self):
        self.closed = True

    async def aclose(self):
        self.close()


LEADING = Guard(Policy(name="test", streaming=Streaming(mode="lead", opening=4)), detectors=[FlagWords("somewhat")])


def test_checked_sentences_leave_while_upstream_goes_on():
    stream, got = Gated(*map(frame, WORDS)), b""
    answer = httpx.Response(200, headers=SSE, stream=stream)
    transport = GuardedTransport(LEADING, httpx.MockTransport(lambda request: answer))
    with httpx.Client(transport=transport) as client, client.stream("POST", URL, json=ASK) as response:
        for chunk in response.iter_raw():
            got += chunk
            assert stream.gate.is_set() or got == frame(WORDS[0])
            stream.gate.set()
    assert got == b"".join(map(frame, WORDS))
    assert stream.closed


async def test_checked_sentences_leave_while_upstream_goes_on_asynchronously():
    stream, got = Gated(*map(frame, WORDS)), b""
    answer = httpx.Response(200, headers=SSE, stream=stream)
    transport = AsyncGuardedTransport(LEADING, httpx.MockTransport(lambda request: answer))
    async with httpx.AsyncClient(transport=transport) as client, client.stream("POST", URL, json=ASK) as response:
        async for chunk in response.aiter_raw():
            got += chunk
            assert stream.gate.is_set() or got == frame(WORDS[0])
            stream.gate.set()
    assert got == b"".join(map(frame, WORDS))
    assert stream.closed


async def test_leaving_a_led_stream_leaves_upstream_and_is_recorded():
    stream, seen = Gated(*map(frame, WORDS)), []
    answer = httpx.Response(200, headers=SSE, stream=stream)
    inner = httpx.MockTransport(lambda request: answer)
    transport = AsyncGuardedTransport(LEADING, inner, observer=lambda _, outcome: seen.append(outcome))
    async with httpx.AsyncClient(transport=transport) as client, client.stream("POST", URL, json=ASK) as response:
        assert await anext(response.aiter_raw()) == frame(WORDS[0])
    assert stream.closed
    assert [outcome.original.verdict.skipped for outcome in seen] == ["broken off"]


class Counting(FlagWords):
    """Counts the characters that it is given to judge."""

    read = 0

    def assess(self, reading):
        self.read += len(reading.reply.text)
        return super().assess(reading)


@pytest.mark.parametrize("mode", ["hold", "lead"])
def test_four_thousand_words_in_deltas_of_one_letter_are_linear_work(mode):
    words, counting = "This is how it is. " * 800, Counting()
    armed = Guard(Policy(name="test", streaming=Streaming(mode=mode)), detectors=[counting])
    inner = httpx.MockTransport(lambda request: httpx.Response(200, headers=SSE, content=map(frame, words)))
    with httpx.Client(transport=GuardedTransport(armed, inner)) as client:
        assert client.post(URL, json=ASK).content == b"".join(map(frame, words))
    assert counting.read <= (6 if mode == "lead" else 1) * len(words)
