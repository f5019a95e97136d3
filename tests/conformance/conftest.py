"""The doors through which a reply can reach a client, each over the same fake upstream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from guardrail.engine import Guard
from guardrail_adapters.proxy import create_app
from guardrail_adapters.transport import httpx as over_httpx
from guardrail_adapters.transport import httpx2 as over_httpx2
from tests.conformance.clients import aclient as aclient
from tests.conformance.clients import client as client
from tests.conformance.clients import proxy as proxy
from tests.conformance.clients import upstream as upstream

URL = "http://upstream.test/v1/chat/completions"
PATIENCE = 5.0  # seconds for a heartbeat to come


@dataclass
class Answer:
    """What upstream answers: a body in chunks, None for a pause, and the exception with which it breaks off.

    A pause lasts until a heartbeat has reached the client.
    """

    content: Sequence[bytes | None] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    error: str = ""
    error_after: int | None = None


@dataclass
class Upstream:
    """Answers in order and keeps what it was asked; `beat` is set when a heartbeat reaches the client."""

    answers: Sequence[Answer]
    requests: list[Any] = field(default_factory=list)
    beat: Event = field(default_factory=Event)

    def respond(self, library: ModuleType, request: Any, asynchronous: bool) -> Any:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if answer.error and answer.error_after is None:
            raise getattr(library, answer.error)("scripted", request=request)
        chunks = self._achunks(library, answer) if asynchronous else self._chunks(library, answer)
        return library.Response(answer.status, headers=answer.headers, content=chunks)

    def transport(self, library: ModuleType, asynchronous: bool) -> Any:
        async def handle(request: Any) -> Any:
            return self.respond(library, request, asynchronous=True)

        if asynchronous:
            return library.MockTransport(handle)
        return library.MockTransport(lambda request: self.respond(library, request, asynchronous=False))

    def delivered(self, chunk: bytes) -> None:
        if b": ping\n\n" in chunk:
            self.beat.set()

    def _chunks(self, library: ModuleType, answer: Answer) -> Iterator[bytes]:
        for chunk in _scripted(library, answer):
            if chunk is not None:
                yield chunk
                continue
            self.beat.clear()
            assert self.beat.wait(PATIENCE)

    async def _achunks(self, library: ModuleType, answer: Answer) -> AsyncIterator[bytes]:
        for chunk in _scripted(library, answer):
            if chunk is not None:
                yield chunk
                continue
            self.beat.clear()
            async with asyncio.timeout(PATIENCE):
                while not self.beat.is_set():
                    await asyncio.sleep(0.001)


def _scripted(library: ModuleType, answer: Answer) -> Iterator[bytes | None]:
    for number, chunk in enumerate(answer.content):
        if number == answer.error_after:
            raise getattr(library, answer.error)("scripted")
        yield chunk


@dataclass(frozen=True)
class Door:
    """One way to the guard. `post` and `send` give the response as a client sees it."""

    library: ModuleType
    asynchronous: bool
    proxied: bool = False

    async def post(self, guard: Guard, upstream: Upstream, content: bytes, url: str = URL, **options: Any) -> Any:
        return await self.send("POST", guard, upstream, content, url, **options)

    async def send(
        self, method: str, guard: Guard, upstream: Upstream, content: bytes, url: str, **options: Any
    ) -> Any:
        sent = {"content": content, "headers": {"content-type": "application/json", "authorization": "Bearer key"}}
        if not self.asynchronous:
            transport = self._twins.GuardedTransport(guard, upstream.transport(self.library, False), **options)
            with self.library.Client(transport=self._overheard(transport, upstream)) as client:
                return client.request(method, url, **sent)
        async with self.library.AsyncClient(transport=self._transport(guard, upstream, options)) as client:
            return await client.request(method, url, **sent)

    def _transport(self, guard: Guard, upstream: Upstream, options: dict[str, Any]) -> Any:
        inner = upstream.transport(self.library, True)
        if not self.proxied:
            return self._overheard(self._twins.AsyncGuardedTransport(guard, inner, **options), upstream)
        app = create_app(guard, "http://upstream.test/v1", inner, **options)

        async def overheard(scope: Any, receive: Any, send: Any) -> None:
            async def tell(message: Any) -> None:
                upstream.delivered(message.get("body", b""))
                await send(message)

            await app(scope, receive, tell)

        return self.library.ASGITransport(overheard)

    def _overheard(self, transport: Any, upstream: Upstream) -> Any:
        """The transport, with upstream told of what reaches the client."""
        body = self._twins._Body

        class Overheard(self.library.BaseTransport, self.library.AsyncBaseTransport):
            def handle_request(self, request: Any) -> Any:
                return tell(transport.handle_request(request))

            async def handle_async_request(self, request: Any) -> Any:
                return tell(await transport.handle_async_request(request))

        def tell(response: Any) -> Any:
            response.stream = body(response.stream, seen=upstream.delivered)
            return response

        return Overheard()

    @property
    def _twins(self) -> Any:
        return over_httpx if self.library is httpx else over_httpx2


DOORS = {
    "httpx": Door(httpx, asynchronous=False),
    "httpx async": Door(httpx, asynchronous=True),
    "httpx2": Door(httpx2, asynchronous=False),
    "httpx2 async": Door(httpx2, asynchronous=True),
    "proxy": Door(httpx, asynchronous=True, proxied=True),
}


@pytest.fixture(params=DOORS.values(), ids=DOORS)
def door(request):
    return request.param


@pytest.fixture
def answering():
    """Makes an upstream of answers: bytes are the body of a 200 in JSON."""
    return lambda *answers: Upstream([Answer([item]) if isinstance(item, bytes) else item for item in answers])


@pytest.fixture
def answer():
    return Answer
