import httpx
import pytest

from guardrail_adapters.transport.steps import Close, Collect, Held, Read, Send, adrive, drive


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, *chunks, error=None):
        self.chunks, self.error, self.closed = chunks, error, 0

    def __iter__(self):
        yield from self.chunks
        if self.error:
            raise self.error

    async def __aiter__(self):
        for chunk in self:
            yield chunk

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.close()


async def collected(kind, stream, limit):
    return Collect(stream, limit).run(None) if kind == "sync" else await Collect(stream, limit).arun(None)


async def joined(kind, rest):
    return b"".join(list(rest) if kind == "sync" else [chunk async for chunk in rest])


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
async def test_holds_what_fits_and_closes(kind):
    stream = Stream(b"ab", b"cd")
    assert await collected(kind, stream, 4) == Held(b"abcd")
    assert stream.closed == 1


@both
async def test_gives_back_all_of_what_does_not_fit_and_stays_open(kind):
    stream = Stream(b"ab", b"cd", b"ef")
    held = await collected(kind, stream, 3)
    assert (held.content, stream.closed) == (b"", 0)
    assert await joined(kind, held.rest) == b"abcdef"


@both
async def test_closes_a_stream_that_breaks(kind):
    stream = Stream(b"ab", error=httpx.ReadError("gone"))
    with pytest.raises(httpx.ReadError):
        await collected(kind, stream, 4)
    assert stream.closed == 1


@both
async def test_closes_what_is_not_read_to_its_end(kind):
    stream = Stream(b"ab")
    assert (Close(stream).run(None) if kind == "sync" else await Close(stream).arun(None)) is None
    assert stream.closed == 1


def flow(request):
    content = yield Read(request)
    response = yield Send(request)
    return content, response.status_code


async def test_both_drivers_run_the_same_flow():
    transport = httpx.MockTransport(lambda request: httpx.Response(204))
    assert drive(flow(httpx.Request("POST", "http://a.test", content=b"x")), transport) == (b"x", 204)
    assert await adrive(flow(httpx.Request("POST", "http://a.test", content=b"x")), transport) == (b"x", 204)


async def test_what_a_step_raises_is_raised():
    def refuse(request):
        raise httpx.ConnectError("refused")

    transport = httpx.MockTransport(refuse)
    with pytest.raises(httpx.ConnectError):
        drive(flow(httpx.Request("GET", "http://a.test")), transport)
    with pytest.raises(httpx.ConnectError):
        await adrive(flow(httpx.Request("GET", "http://a.test")), transport)
