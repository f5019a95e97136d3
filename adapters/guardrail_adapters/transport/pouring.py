"""A response's body that is made while it is delivered: a flow that also yields bytes, and what pours it out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from guardrail_adapters.transport.steps import Flow, Step, achain, adrive, drive

Body = Generator[Step | bytes, Any, None]


class Chunks:
    """Read the next chunk of a stream: bytes, None at its end. One such step reads the whole stream, run by run."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._source: Any = None

    def run(self, _inner: Any) -> bytes | None:
        """Do it, blocking."""
        self._source = self._source or iter(self._stream)
        chunk: bytes | None = next(self._source, None)
        return chunk

    async def arun(self, _inner: Any) -> bytes | None:
        """Do it, awaiting."""
        self._source = self._source or aiter(self._stream)
        chunk: bytes | None = await anext(self._source, None)
        return chunk


@dataclass(frozen=True, slots=True)
class Pour:
    """Run a body up to its first bytes: all its bytes, the others made when they are wanted.

    Closes `stream` when it fails before that; afterwards that is for whoever reads the bytes.
    """

    body: Body
    stream: Any

    def run(self, inner: Any) -> Iterator[bytes]:
        """Do it, blocking."""
        chunks = _poured(self.body, inner)
        try:
            return chain([next(chunks, b"")], chunks)
        except BaseException:
            self.stream.close()
            raise

    async def arun(self, inner: Any) -> AsyncIterator[bytes]:
        """Do it, awaiting."""
        chunks = _apoured(self.body, inner)
        try:
            return achain(await anext(chunks, b""), chunks)
        except BaseException:
            await self.stream.aclose()
            raise


def _poured(body: Body, inner: Any) -> Iterator[bytes]:
    while (chunk := drive(_following(body), inner)) is not None:
        yield chunk


async def _apoured(body: Body, inner: Any) -> AsyncIterator[bytes]:
    while (chunk := await adrive(_following(body), inner)) is not None:
        yield chunk


def _following(body: Body) -> Flow:
    """The steps up to a body's next bytes; returns these, None at its end."""
    result = None
    while True:
        try:
            step = body.send(result)
        except StopIteration:
            return None
        if isinstance(step, bytes):
            return step
        result = yield step
