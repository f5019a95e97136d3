import asyncio

import httpx
import pytest

from guardrail_adapters.transport.pouring import Chunks, Pour


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, *chunks, error=None):
        self.chunks, self.error, self.read, self.closed = chunks, error, 0, 0

    def __iter__(self):
        for chunk in self.chunks:
            self.read += 1
            yield chunk
        if self.error:
            raise self.error

    async def __aiter__(self):
        for chunk in self:
            yield chunk

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.close()


def doubled(stream):
    """Holds the first chunk back, then hands on every chunk twice."""
    chunks = Chunks(stream)
    held = yield chunks
    while (chunk := (yield chunks)) is not None:
        yield held + chunk
        held = b""
        yield chunk


async def pour(kind, body, stream):
    return Pour(body, stream).run(None) if kind == "sync" else await Pour(body, stream).arun(None)


async def joined(kind, chunks):
    return list(chunks) if kind == "sync" else [chunk async for chunk in chunks]


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
async def test_makes_the_bytes_when_they_are_wanted_and_the_first_at_once(kind):
    stream = Stream(b"a", b"b", b"c")
    chunks = await pour(kind, doubled(stream), stream)
    assert stream.read == 2
    assert await joined(kind, chunks) == [b"ab", b"b", b"c", b"c"]
    assert (stream.read, stream.closed) == (3, 0)


@both
async def test_a_body_without_bytes_is_empty(kind):
    stream = Stream(b"a")
    assert b"".join(await joined(kind, await pour(kind, doubled(stream), stream))) == b""


@both
async def test_what_fails_before_the_first_bytes_closes_the_stream(kind):
    stream = Stream(b"a", error=httpx.ReadError("gone"))
    with pytest.raises(httpx.ReadError):
        await pour(kind, doubled(stream), stream)
    assert stream.closed == 1


@both
async def test_what_fails_later_is_raised_to_whoever_reads(kind):
    stream = Stream(b"a", b"b", error=httpx.ReadError("gone"))
    chunks = await pour(kind, doubled(stream), stream)
    with pytest.raises(httpx.ReadError):
        await joined(kind, chunks)
    assert stream.closed == 0


async def test_cancelling_before_the_first_bytes_closes_the_stream():
    class Endless(Stream):
        async def __aiter__(self):
            yield b"a"
            begun.set()
            await asyncio.Event().wait()

    begun, stream = asyncio.Event(), Endless()
    task = asyncio.create_task(Pour(doubled(stream), stream).arun(None))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.closed == 1
