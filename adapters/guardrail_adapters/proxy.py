"""The proxy: an ASGI app in front of a model that guards the replies of the chat APIs and passes on all else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from guardrail.engine import Guard
from guardrail.errors import ConfigurationError, MissingExtra
from guardrail.types import Conversation
from guardrail.wire.wires import wire_of

try:
    import httpx
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from starlette.types import Receive, Scope, Send
except ModuleNotFoundError as missing:
    raise MissingExtra(str(missing.name), "proxy") from missing

from guardrail_adapters.correlation import request_id, told_by
from guardrail_adapters.forwarding import end_to_end, target
from guardrail_adapters.incoming import ClientLeft, Incoming, TooLarge, while_there
from guardrail_adapters.transport.exchange import BUFFER_LIMIT
from guardrail_adapters.transport.httpx import AsyncGuardedTransport
from guardrail_adapters.transport.report import Observer
from guardrail_adapters.upstream import AiohttpUpstream

TIMEOUT = 300.0
REQUEST_LIMIT = 64 * 1024 * 1024

DRAIN = 10.0  # seconds for what is still to be handed over and recorded when the proxy stops

_CONNECT = 10.0
_ANTHROPIC_TYPES = {400: "invalid_request_error", 413: "request_too_large", 502: "api_error", 504: "timeout_error"}
_NOT_FORWARDED = frozenset([b"host", b"expect"])
_PROBE = Conversation.of("Hello, I would like to know whether you can help me today.")

logger = logging.getLogger("guardrail")


def create_app(
    guard: Guard,
    upstream_url: str,
    transport: httpx.AsyncBaseTransport | None = None,
    *,
    timeout: float = TIMEOUT,
    observer: Observer | None = None,
    buffer_limit: int = BUFFER_LIMIT,
) -> Starlette:
    """The proxy as an ASGI app.

    `upstream_url` is what a client would call its base URL, or the bare address of the host. `transport`
    reaches it (by default AiohttpUpstream). `timeout` is how many seconds upstream may be silent before the client
    gets a 504. `observer` is told of every guarded reply; one of more than `buffer_limit` bytes is not judged.
    Raises ConfigurationError when `upstream_url` is no address.
    """
    if not _is_address(upstream_url):
        raise ConfigurationError(f"upstream: found {upstream_url!r}; allowed: an address like http://127.0.0.1:8080/v1")
    inner = transport or AiohttpUpstream()
    guarded = AsyncGuardedTransport(guard, inner, observer=observer, buffer_limit=buffer_limit)
    forward = Forward(guarded, upstream_url.rstrip("/"), timeout)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await _ready(guard)  # the first judgement loads what it needs; no client should wait for that
        yield
        await inner.aclose()
        await asyncio.to_thread(guard.close, DRAIN)

    async def readyz(_request: Request) -> JSONResponse:
        failed = await _ready(guard)
        state = {"status": "failing" if failed else "ready", "policy": guard.policy.name, "failed": failed}
        return JSONResponse(state, 503 if failed else 200)

    healthz = JSONResponse({"status": "alive"})
    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/{path:path}", forward)]
    return Starlette(routes=routes, lifespan=lifespan)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or too large
        return False


async def _ready(guard: Guard) -> list[str]:
    """The modes that cannot be judged now."""
    verdict = await asyncio.to_thread(guard.check, _PROBE, "Yes, gladly. What would you like to talk about first?")
    return [item.mode.value for item in verdict.unjudged]


@dataclass(frozen=True, slots=True)
class Forward:
    """Forwards every request. An ASGI app of its own: Starlette's request-response wrapper hides disconnects."""

    transport: httpx.AsyncBaseTransport
    upstream: str
    timeout: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; cancels what goes on upstream when the client leaves."""
        incoming = Incoming(receive)
        await while_there(incoming, self._answer(scope, incoming, send))

    async def _answer(self, scope: Scope, incoming: Incoming, send: Send) -> None:
        request_id.set(told_by(scope["headers"]))
        try:
            response = await self.transport.handle_async_request(self._request(scope, incoming))
        except httpx.TransportError as error:
            logger.warning("upstream failed: %s: %s", type(error).__name__, error)
            await _fail(scope, send, *self._blame(error))
        except httpx.InvalidURL as error:
            await _fail(scope, send, 400, f"the path cannot be forwarded: {error}", "invalid_url")
        except TooLarge:
            await _fail(scope, send, 413, f"the request is longer than {REQUEST_LIMIT} bytes", "request_too_large")
        except ClientLeft:
            return
        else:
            await _send(response, send)

    def _blame(self, error: httpx.TransportError) -> tuple[int, str, str]:
        if isinstance(error, httpx.TimeoutException):
            return 504, f"the upstream model was silent for {self.timeout:g} seconds", "upstream_timeout"
        return 502, "the upstream model could not be reached or hung up", "upstream_unreachable"

    def _request(self, scope: Scope, incoming: Incoming) -> httpx.Request:
        headers = end_to_end(scope["headers"], _NOT_FORWARDED)
        url = target(self.upstream, scope)
        silence = {"connect": min(self.timeout, _CONNECT), **dict.fromkeys(("read", "write", "pool"), self.timeout)}
        content = None
        if any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]):
            content = incoming.body(REQUEST_LIMIT if wire_of(scope["method"], scope["path"]) else None)
        else:
            incoming.empty()
        return httpx.Request(scope["method"], url, headers=headers, content=content, extensions={"timeout": silence})


async def _send(response: httpx.Response, send: Send) -> None:
    """The response as it comes. When upstream breaks off, so does this: the server hangs up on the client."""
    assert isinstance(response.stream, httpx.AsyncByteStream)  # it comes from an asynchronous transport
    headers = end_to_end(response.headers.raw)
    try:
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        async for chunk in response.stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except httpx.TransportError as error:
        logger.warning("upstream broke off in the body: %s", type(error).__name__)
    finally:
        await response.aclose()


async def _fail(scope: Scope, send: Send, status: int, message: str, code: str) -> None:
    """An error of the proxy's own, in the shape of the API that the client speaks."""
    body: dict[str, Any] = {"error": {"message": message, "type": "guardrail_proxy_error", "param": None, "code": code}}
    if any(name == b"anthropic-version" for name, _ in scope["headers"]):
        body = {"type": "error", "error": {"type": _ANTHROPIC_TYPES[status], "message": message}}
    response = JSONResponse(body, status)
    response.raw_headers += [(name, value) for name, value in scope["headers"] if name == b"x-request-id"]
    await response(scope, _no_message, send)


async def _no_message() -> Any:
    raise AssertionError("a whole response asks for no message")
