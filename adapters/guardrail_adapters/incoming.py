"""A client's request as the proxy receives it, and the news that the client has left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from starlette.types import Receive


class ClientLeft(Exception):  # it is news, not an error
    """The client closed the connection before its request was whole."""


class TooLarge(Exception):  # named for the answer, 413 Content Too Large
    """The request's body is longer than the proxy holds."""


class Incoming:
    """The body of a request, read as it is wanted."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read = asyncio.Event()

    def empty(self) -> None:
        """Say that the request has no body, so that none will be read."""
        self._read.set()

    async def body(self, limit: int | None) -> AsyncIterator[bytes]:
        """The body as it comes, up to `limit` bytes. Raises TooLarge, ClientLeft."""
        size, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if limit is not None and size > limit:
                raise TooLarge
            more = message.get("more_body", False)
            yield chunk
        self._read.set()

    async def left(self) -> None:
        """Returns when the client has left; before that, nothing that it sends matters."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


async def while_there(incoming: Incoming, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, and cancel it when the client leaves, whichever moment that is. Raises what the work raises."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(incoming.left())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
    if not working.cancelled():
        working.result()
