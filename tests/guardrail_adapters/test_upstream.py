import asyncio
import gzip
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest

from guardrail_adapters.upstream import AiohttpUpstream, _named

TIMEOUT = {"timeout": {"connect": 1.0, "read": 0.2, "write": 1.0, "pool": 1.0}}


@asynccontextmanager
async def answering(*answers, hang=False):
    """A server that reads a request, writes the next answer and hangs up, or stays silent; gives its address."""
    left, requests = list(answers), []

    async def serve(reader, writer):
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(left.pop(0))
        await writer.drain()
        if hang:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}", requests


@pytest.fixture
async def upstream():
    made = AiohttpUpstream()
    yield made
    await made.aclose()


async def get(upstream, url, **headers):
    response = await upstream.handle_async_request(
        httpx.Request("GET", f"{url}/v1/x?y=%2F1", headers=httpx.Headers(headers), extensions=TIMEOUT)
    )
    try:
        return response, b"".join([chunk async for chunk in response.stream])
    finally:
        await response.aclose()


def whole(body, *headers):
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join([*lines, b"", body])


async def test_bytes_and_headers_come_as_they_are(upstream):
    body = gzip.compress(b"words")
    async with answering(whole(body, b"Content-Encoding: gzip", b"X-Two: 1", b"X-Two: 2")) as (url, _):
        response, content = await get(upstream, url)
    assert content == body
    assert response.headers.get_list("x-two") == ["1", "2"]


async def test_no_header_is_added(upstream):
    async with answering(whole(b"")) as (url, requests):
        response = await upstream.handle_async_request(
            httpx.Request("GET", f"{url}/a%2Fb?c=%2F", headers={"host": "h", "x-a": "1"}, extensions=TIMEOUT)
        )
        await response.aclose()
    lines = requests[0].decode().lower().split("\r\n")
    assert lines[0].startswith("get /a%2fb?c=")
    assert sorted(line for line in lines[1:] if line) == ["host: h", "x-a: 1"]


async def test_cookies_are_not_kept(upstream):
    async with answering(whole(b"", b"Set-Cookie: tenant=a; Path=/"), whole(b"")) as (url, requests):
        response, _ = await get(upstream, url)
        await get(upstream, url)
    assert response.headers["set-cookie"] == "tenant=a; Path=/"
    assert b"tenant=a" not in requests[1]


async def test_a_redirect_is_the_clients(upstream):
    async with answering(whole(b"", b"Location: /y").replace(b"200 OK", b"302 Found")) as (url, _):
        response, _ = await get(upstream, url)
    assert response.status_code == 302


async def test_a_refused_connection(upstream):
    with pytest.raises(httpx.ConnectError):
        await get(upstream, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("answer", "hang", "error"),
    [
        (b"", False, httpx.RemoteProtocolError),
        (b"SSH-2.0\r\n\r\n", False, httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", False, httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf", False, httpx.RemoteProtocolError),
        (b"", True, httpx.ReadTimeout),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", True, httpx.ReadTimeout),
    ],
)
async def test_a_failing_server_is_named_for_what_it_did(upstream, answer, hang, error):
    async with answering(answer, hang=hang) as (url, _):
        with pytest.raises(error) as caught:
            await get(upstream, url)
    assert type(caught.value) is error
    assert str(caught.value)


@pytest.mark.parametrize(
    ("cause", "name"),
    [
        (aiohttp.ConnectionTimeoutError(), httpx.ConnectTimeout),
        (aiohttp.SocketTimeoutError(), httpx.ReadTimeout),
        (TimeoutError(), httpx.ReadTimeout),
        (aiohttp.ServerDisconnectedError(), httpx.RemoteProtocolError),
        (aiohttp.ClientOSError(104, "reset"), httpx.ReadError),
        (ConnectionResetError(104, "reset"), httpx.ReadError),
        (aiohttp.NonHttpUrlClientError("ftp://a"), httpx.UnsupportedProtocol),
    ],
)
def test_names(cause, name):
    with pytest.raises(name) as caught, _named():
        raise cause
    assert type(caught.value) is name
    assert caught.value.__cause__ is cause


def test_a_right_name_stays():
    with pytest.raises(httpx.LocalProtocolError), _named():
        raise httpx.LocalProtocolError("ours")


async def test_a_connection_that_upstream_has_closed_is_not_used_again(upstream):
    """Bodies are sent at once, so that the request would meet the close if nobody looked for it."""
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"] * 20
    async with answering(*answers) as (url, requests):
        for _ in answers:
            response = await upstream.handle_async_request(httpx.Request("POST", url, content=b"x"))
            assert b"".join([chunk async for chunk in response.stream]) == b"ok"
            await response.aclose()
    assert len(requests) == len(answers)


async def test_each_event_loop_has_its_own_connections(upstream):
    async with answering(whole(b"a"), whole(b"b")) as (url, _):
        assert (await get(upstream, url))[1] == b"a"

        async def elsewhere():
            try:
                return await get(upstream, url)
            finally:
                await upstream.aclose()

        _, content = await asyncio.to_thread(asyncio.run, elsewhere())
        assert content == b"b"
    await upstream.aclose()
    await upstream.aclose()
