"""Heartbeats: comments that keep a held stream alive while upstream is slow or the guard is at work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from guardrail.bounded import background
from guardrail_adapters.transport.steps import Flow, adrive, drive

PING = b": ping\n\n"

_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")


@dataclass(frozen=True, slots=True)
class Begin:
    """Set a flow going and wait for it at most `seconds`: the future (or task) of the response that it returns."""

    flow: Flow
    seconds: float

    def run(self, inner: Any) -> Future[Any]:
        """Do it, on a thread of its own."""
        coming = _begun(partial(drive, self.flow, inner))
        wait([coming], self.seconds)
        return coming

    async def arun(self, inner: Any) -> asyncio.Future[Any]:
        """Do it, as a task of its own."""
        coming = asyncio.ensure_future(adrive(self.flow, inner))
        try:
            await asyncio.wait({coming}, timeout=self.seconds)
        except asyncio.CancelledError:
            await _cancelled(coming)
            raise
        return coming


class Beating:
    """The body of a response that is still to come: its bytes, and a comment whenever `seconds` go by without any.

    Comments stand between whole events only. Closing it cancels what goes on where that can be cancelled: a thread
    cannot, so it is left to end by itself without the `upstream` stream.
    """

    def __init__(self, coming: Any, upstream: Any, seconds: float) -> None:
        self._coming = self._awaited = coming
        self._upstream = upstream
        self._seconds = seconds

    def __iter__(self) -> Iterator[bytes]:
        last: bytes | None = PING
        yield from self._beats(self._coming, PING)
        chunks = iter(self._coming.result().stream)
        while last is not None:
            following = _begun(partial(next, chunks, None))
            yield from self._beats(following, last)
            if last := following.result():
                yield last

    async def __aiter__(self) -> AsyncIterator[bytes]:
        last: bytes | None = PING
        async for ping in self._abeats(self._coming, PING):
            yield ping
        chunks = aiter(self._coming.result().stream)
        while last is not None:
            async for ping in self._abeats(anext(chunks, None), last):
                yield ping
            if last := self._awaited.result():
                yield last

    def _beats(self, awaited: Future[Any], last: bytes) -> Iterator[bytes]:
        while not wait([awaited], self._pause(last)).done:
            yield PING

    async def _abeats(self, awaited: Awaitable[Any], last: bytes) -> AsyncIterator[bytes]:
        self._awaited = asyncio.ensure_future(awaited)
        while not (await asyncio.wait({self._awaited}, timeout=self._pause(last)))[0]:
            yield PING

    def _pause(self, last: bytes) -> float | None:
        return self._seconds if last.endswith(_EVENT_ENDS) else None

    def close(self) -> None:
        """Close what is there to close: the response's own stream, or upstream's."""
        arrived = self._coming.done() and not self._coming.exception()
        (self._coming.result().stream if arrived else self._upstream).close()

    async def aclose(self) -> None:
        """`close` for asynchronous clients."""
        await _cancelled(self._awaited)
        if not self._coming.cancelled() and not self._coming.exception():
            await self._coming.result().stream.aclose()


def _begun(call: Callable[[], Any]) -> Future[Any]:
    """The result of `call`, to come from a thread of its own."""
    coming: Future[Any] = Future()

    def work() -> None:
        try:
            coming.set_result(call())
        except BaseException as error:  # handed to whoever waits, whatever it is
            coming.set_exception(error)

    background(work)
    return coming


async def _cancelled(task: asyncio.Future[Any]) -> None:
    """Cancel a task and wait until it has cleaned up."""
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
