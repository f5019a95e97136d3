"""The proxy's way to the model: aiohttp's connections behind httpx's transport contract, one pool an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from guardrail.errors import MissingExtra

try:
    import aiohttp
    import httpx
    from httpx_aiohttp import AiohttpTransport
except ModuleNotFoundError as missing:
    raise MissingExtra(str(missing.name), "proxy") from missing

_CONNECTIONS = 1000
_KEEP_ALIVE = 4.0  # seconds; servers of models commonly hang up after five, and a request must not meet that
_TURNS = 2  # of the event loop, in which it learns which idle connections upstream has closed since it last looked
_OURS = (
    "Accept",
    "Accept-Encoding",
    "Content-Type",
    "User-Agent",
)  # aiohttp would add its own where the client sent none

# The first kind that fits names the failure. httpx-aiohttp calls most of them ConnectTimeout.
_NAMES: tuple[tuple[type[BaseException], type[httpx.TransportError]], ...] = (
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (TimeoutError, httpx.ReadTimeout),
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ServerDisconnectedError, httpx.RemoteProtocolError),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError),
    (aiohttp.ClientResponseError, httpx.RemoteProtocolError),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol),
    (aiohttp.ClientError, httpx.ReadError),
    (OSError, httpx.ReadError),
)


class AiohttpUpstream(httpx.AsyncBaseTransport):
    """Sends requests as they are: no cookies kept, no bodies decoded, no redirects followed, no headers added.

    Raises httpx's exceptions, each named for what happened.
    """

    def __init__(self) -> None:
        self._transports: WeakKeyDictionary[asyncio.AbstractEventLoop, AiohttpTransport] = WeakKeyDictionary()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx.TransportError."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        with _named():
            response = await self._transport().handle_async_request(request)
        response.stream = _Stream(response.stream)
        return response

    async def aclose(self) -> None:
        """Close the running loop's connections."""
        transport = self._transports.pop(asyncio.get_running_loop(), None)
        if transport is not None:
            await transport.aclose()

    def _transport(self) -> AiohttpTransport:
        loop = asyncio.get_running_loop()
        if loop not in self._transports:
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_OURS,
            )
            self._transports[loop] = AiohttpTransport(client=session)
        return self._transports[loop]


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        assert isinstance(stream, httpx.AsyncByteStream)  # it comes from an asynchronous transport
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _named():
            async for chunk in self._stream:
                yield chunk

    async def aclose(self) -> None:
        with _named():
            await self._stream.aclose()


@contextmanager
def _named() -> Iterator[None]:
    """Give a failure its right name."""
    try:
        yield
    except (httpx.TransportError, aiohttp.ClientError, OSError) as error:
        cause = error.__cause__ if isinstance(error, httpx.TransportError) else error
        name = next((name for kind, name in _NAMES if isinstance(cause, kind)), None)
        if name is None:
            raise
        raise name(str(cause) or type(cause).__name__) from cause
