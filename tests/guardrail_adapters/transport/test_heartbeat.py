import asyncio
from threading import Event, Timer

import httpx
import pytest

from guardrail_adapters.transport.heartbeat import PING, Beating, Begin
from guardrail_adapters.transport.httpx import _Body
from guardrail_adapters.transport.steps import Collect

BEAT = 0.01


class Gated(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that goes on past a None only when it is let."""

    def __init__(self, *chunks):
        self.chunks, self.gate, self.begun, self.closed = chunks, Event(), Event(), Event()

    def __iter__(self):
        self.begun.set()
        for chunk in self.chunks:
            if chunk is None:
                assert self.gate.wait(5)
            else:
                yield chunk

    async def __aiter__(self):
        self.begun.set()
        for chunk in self.chunks:
            if chunk is not None:
                yield chunk
                continue
            while not self.gate.is_set():
                await asyncio.sleep(0.001)

    def close(self):
        self.closed.set()

    async def aclose(self):
        self.close()


def holding(stream):
    held = yield Collect(stream, 1000)
    return httpx.Response(200, stream=httpx.ByteStream(held.content))


def passing(stream):
    yield Collect(Gated(), 0)
    return httpx.Response(200, stream=_Body(stream))


async def beating(kind, flow, stream, seconds=BEAT):
    begin = Begin(flow(stream), seconds)
    return Beating(begin.run(None) if kind == "sync" else await begin.arun(None), stream, seconds)


async def chunks(kind, body):
    if kind == "sync":
        for chunk in body:
            yield chunk
    else:
        async for chunk in body:
            yield chunk


async def close(kind, body):
    body.close() if kind == "sync" else await body.aclose()


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
@pytest.mark.parametrize("flow", [holding, passing])
async def test_comments_until_the_body_is_there_and_whenever_it_pauses(kind, flow):
    stream, found = Gated(None, b"data: 1\n\n", b"data: 2\n\n"), []
    async for chunk in chunks(kind, await beating(kind, flow, stream)):
        found.append(chunk)
        stream.gate.set()
    assert found[0] == PING
    assert b"".join(found).replace(PING, b"") == b"data: 1\n\ndata: 2\n\n"


@both
@pytest.mark.parametrize(
    ("before", "after", "beats"),
    [
        (b"data: 1\n\n", b"data: 2\n\n", True),
        (b"data: 1\r\n\r\n", b"data: 2\r\n\r\n", True),
        (b"da", b"ta: 1\n\n", False),
    ],
)
async def test_no_comment_inside_an_event(kind, before, after, beats):
    stream, found = Gated(before, None, after), []
    timer = Timer(0.1, stream.gate.set)  # where no comment comes that could open it
    if not beats:
        timer.start()
    async for chunk in chunks(kind, await beating(kind, passing, stream)):
        found.append(chunk)
        if chunk == PING:
            stream.gate.set()
    assert (PING in found) is beats
    assert b"".join(found).replace(PING, b"") == before + after


@both
async def test_what_is_there_in_time_needs_no_comment(kind):
    body = await beating(kind, holding, Gated(b"data: 1\n\n"), seconds=5)
    assert [chunk async for chunk in chunks(kind, body)] == [b"data: 1\n\n"]


@both
async def test_what_breaks_off_while_it_is_awaited_breaks_off_the_body(kind):
    def breaking(stream):
        yield Collect(stream, 1000)
        raise httpx.ReadError("gone")

    stream = Gated(None)
    body = await beating(kind, breaking, stream)
    stream.gate.set()
    with pytest.raises(httpx.ReadError):
        [chunk async for chunk in chunks(kind, body)]
    await close(kind, body)


async def test_leaving_cancels_what_is_awaited():
    stream = Gated(None)
    body = await beating("async", holding, stream)
    assert await anext(aiter(body)) == PING
    await body.aclose()
    assert stream.closed.is_set()


async def test_leaving_before_the_first_comment_cancels_as_well():
    stream = Gated(None)
    task = asyncio.create_task(Begin(holding(stream), 5).arun(None))
    while not stream.begun.is_set():
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.closed.is_set()


async def test_leaving_takes_its_stream_from_a_thread():
    stream = Gated(None)
    body = await beating("sync", holding, stream)
    assert next(iter(body)) == PING
    body.close()
    assert stream.closed.is_set()
    stream.gate.set()


@both
@pytest.mark.parametrize("flow", [holding, passing])
async def test_closes_the_body_that_came(kind, flow):
    stream = Gated(b"data: 1\n\n")
    await close(kind, await beating(kind, flow, stream, seconds=5))
    assert stream.closed.is_set()
