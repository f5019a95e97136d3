"""The guarded transport for clients built on httpx2."""

from __future__ import annotations

from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail_adapters.transport.exchange import BUFFER_LIMIT, Exchange
from guardrail_adapters.transport.library import Library, Passing
from guardrail_adapters.transport.report import Observer
from guardrail_adapters.transport.steps import adrive, drive

try:
    import httpx2
except ModuleNotFoundError as missing:
    raise MissingExtra("httpx2", "openai") from missing

__all__ = ["AsyncGuardedTransport", "GuardedTransport", "Observer"]


class _Body(Passing, httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A response's body in httpx2's types."""


_LIBRARY = Library(httpx2.Request, httpx2.Response, httpx2.ByteStream, _Body, httpx2.TransportError)


class GuardedTransport(httpx2.BaseTransport):
    """Wraps `inner` (by default a new `httpx2.HTTPTransport`) and guards the replies of every chat API that passes."""

    def __init__(
        self,
        guard: Guard,
        inner: httpx2.BaseTransport | None = None,
        *,
        observer: Observer | None = None,
        buffer_limit: int = BUFFER_LIMIT,
    ) -> None:
        self._exchange = Exchange(_LIBRARY, guard, observer, buffer_limit)
        self._inner = httpx2.HTTPTransport() if inner is None else inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Exchange one request. Raises what `inner` raises."""
        response: httpx2.Response = drive(self._exchange.flow(request), self._inner)
        return response

    def close(self) -> None:
        """Close `inner`."""
        self._inner.close()


class AsyncGuardedTransport(httpx2.AsyncBaseTransport):
    """`GuardedTransport` for asynchronous clients, on asyncio."""

    def __init__(
        self,
        guard: Guard,
        inner: httpx2.AsyncBaseTransport | None = None,
        *,
        observer: Observer | None = None,
        buffer_limit: int = BUFFER_LIMIT,
    ) -> None:
        self._exchange = Exchange(_LIBRARY, guard, observer, buffer_limit)
        self._inner = httpx2.AsyncHTTPTransport() if inner is None else inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Exchange one request. Raises what `inner` raises."""
        response: httpx2.Response = await adrive(self._exchange.flow(request), self._inner)
        return response

    async def aclose(self) -> None:
        """Close `inner`."""
        await self._inner.aclose()
