"""The id that a client gave its request, for all that is told of the request elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

_HEADER = b"x-request-id"
_LONGEST = 200

request_id: ContextVar[str] = ContextVar("request_id", default="")


def told_by(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The client's own id for its request, from the header x-request-id; "" where it gave none."""
    found = next((value for name, value in headers if name.lower() == _HEADER), b"")
    return found[:_LONGEST].decode("latin-1")
