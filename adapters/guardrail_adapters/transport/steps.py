"""What a guarded exchange wants done, as data, and the two drivers that do it: one that blocks, one that awaits.

An exchange is a generator that yields steps and is sent their results. It knows neither sockets nor event loops.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol


class Step(Protocol):
    """One thing to be done with the inner transport."""

    def run(self, inner: Any, /) -> Any:
        """Do it, blocking."""

    async def arun(self, inner: Any, /) -> Any:
        """Do it, awaiting."""


Flow = Generator[Step, Any, Any]


def drive(flow: Flow, inner: Any) -> Any:
    """Run a flow to its end over a blocking transport; what a step raises ends the flow and is raised."""
    result = None
    while True:
        try:
            step = flow.send(result)
        except StopIteration as stop:
            return stop.value
        result = step.run(inner)


async def adrive(flow: Flow, inner: Any) -> Any:
    """`drive` over an asynchronous transport."""
    result = None
    while True:
        try:
            step = flow.send(result)
        except StopIteration as stop:
            return stop.value
        result = await step.arun(inner)


@dataclass(frozen=True, slots=True)
class Read:
    """Read the request's body: bytes."""

    request: Any

    def run(self, _inner: Any) -> bytes:
        """Do it, blocking."""
        content: bytes = self.request.read()
        return content

    async def arun(self, _inner: Any) -> bytes:
        """Do it, awaiting."""
        content: bytes = await self.request.aread()
        return content


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request upstream: a response whose body has not been read."""

    request: Any

    def run(self, inner: Any) -> Any:
        """Do it, blocking."""
        return inner.handle_request(self.request)

    async def arun(self, inner: Any) -> Any:
        """Do it, awaiting."""
        return await inner.handle_async_request(self.request)


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes of a body; with `rest`, those that did not fit the limit and what is still to come, in order."""

    content: bytes = field(repr=False)
    rest: Iterator[bytes] | AsyncIterator[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Collect:
    """Read a response's body up to `limit` bytes: Held. Closes the stream unless there is a rest.

    `heard` is given every chunk as it comes, for what would take time at the end.
    """

    stream: Any
    limit: int
    heard: Callable[[bytes], object] | None = None

    def run(self, _inner: Any) -> Held:
        """Do it, blocking."""
        buffer, source = _Buffer(self.limit, self.heard), iter(self.stream)
        try:
            for chunk in source:
                if buffer.overflows(chunk):
                    return Held(b"", chain([buffer.content], source))
            return Held(buffer.content)
        finally:
            if not buffer.overflown:
                self.stream.close()

    async def arun(self, _inner: Any) -> Held:
        """Do it, awaiting."""
        buffer, source = _Buffer(self.limit, self.heard), aiter(self.stream)
        try:
            async for chunk in source:
                if buffer.overflows(chunk):
                    return Held(b"", achain(buffer.content, source))
            return Held(buffer.content)
        finally:
            if not buffer.overflown:
                await self.stream.aclose()


@dataclass(frozen=True, slots=True)
class Close:
    """Close a response's body that is not read to its end."""

    stream: Any

    def run(self, _inner: Any) -> None:
        """Do it, blocking."""
        self.stream.close()

    async def arun(self, _inner: Any) -> None:
        """Do it, awaiting."""
        await self.stream.aclose()


class _Buffer:
    def __init__(self, limit: int, heard: Callable[[bytes], object] | None) -> None:
        self._chunks: list[bytes] = []
        self._room, self._heard = limit, heard

    def overflows(self, chunk: bytes) -> bool:
        self._chunks.append(chunk)
        self._room -= len(chunk)
        if self._heard and not self.overflown:
            self._heard(chunk)
        return self.overflown

    @property
    def overflown(self) -> bool:
        return self._room < 0

    @property
    def content(self) -> bytes:
        return b"".join(self._chunks)


async def achain(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """`itertools.chain([first], rest)` for asynchronous iterators."""
    yield first
    async for chunk in rest:
        yield chunk
