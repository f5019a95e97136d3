"""What the exchange needs of an HTTP library, so that one exchange serves httpx and httpx2."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Library:
    """The names of an HTTP library that the exchange uses; `Body` is its stream type over a `Passing`."""

    Request: Any
    Response: Any
    ByteStream: Any
    Body: Any
    TransportError: type[Exception]

    def resend(self, request: Any, content: bytes, method: str = "", target: str = "", **headers: str) -> Any:
        """The request with another body and some headers set; everything else as it came.

        With `method` or `target` (a path and query), these too.
        """
        skipped = {b"content-length", b"transfer-encoding", *(name.replace("_", "-").encode() for name in headers)}
        kept = [(name, value) for name, value in request.headers.raw if name.lower() not in skipped]
        fresh = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items() if value]
        url = request.url.copy_with(raw_path=target.encode()) if target else request.url
        return self.Request(
            method or request.method, url, headers=[*kept, *fresh], content=content, extensions=request.extensions
        )

    def respond(self, response: Any, stream: Any, headers: dict[str, str]) -> Any:
        """The response with another body and some headers set; everything else as it came."""
        names = {name.encode() for name in headers}
        kept = [(name, value) for name, value in response.headers.raw if name.lower() not in names]
        fresh = [(name.encode(), value.encode()) for name, value in headers.items()]
        return self.Response(
            response.status_code, headers=[*kept, *fresh], stream=stream, extensions=response.extensions
        )


def _nothing(chunk: bytes = b"") -> None:
    """Does nothing with a chunk."""


class Passing:
    """A response's body on its way through: hands every chunk on as it came, and tells who is watching.

    Mix it in before the library's own stream types.
    """

    def __init__(
        self,
        stream: Any,
        chunks: Any = None,
        seen: Callable[[bytes], None] = _nothing,
        ended: Callable[[], None] = _nothing,
    ) -> None:
        self._stream = stream
        self._chunks = stream if chunks is None else chunks
        self._seen = seen
        self._ended = ended

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._seen(chunk)
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self._seen(chunk)
            yield chunk

    def close(self) -> None:
        """Close the stream underneath; called by the client at the end, and where it leaves early."""
        try:
            self._stream.close()
        finally:
            self._ended()

    async def aclose(self) -> None:
        """`close` for asynchronous clients."""
        try:
            await self._stream.aclose()
        finally:
            self._ended()
