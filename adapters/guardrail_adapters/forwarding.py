"""The rules of forwarding: which headers travel on, and where a request goes. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

Headers = list[tuple[bytes, bytes]]

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding "
    b"upgrade".split()
)
_API = frozenset("audio chat completions embeddings images messages models moderations responses".split())


def end_to_end(headers: Iterable[tuple[bytes, bytes]], dropped: frozenset[bytes] = frozenset()) -> Headers:
    """The headers that travel on: all but those that speak of one connection only. The one rule, for both ways."""
    lower = [(name.lower(), value) for name, value in headers]
    named = {item.strip().lower() for name, value in lower if name == b"connection" for item in value.split(b",")}
    return [(name, value) for name, value in lower if name not in _HOP_BY_HOP | named | dropped]


def target(upstream: str, scope: Mapping[str, Any]) -> str:
    """Where a request goes. An upstream with a path stands for /v1; a bare one gets /v1 before an API's own paths."""
    came = scope.get("raw_path") or quote(scope["path"]).encode()
    path = came.decode("ascii").removeprefix(scope.get("root_path", ""))
    path = path if path.startswith("/") else f"/{path}"  # anything else would become a part of the host's name
    _, first, *_ = f"{path}/".split("/")
    if urlsplit(upstream).path:
        path = path.removeprefix("/v1") if first == "v1" else path
    elif first in _API:
        path = f"/v1{path}"
    query = scope["query_string"].decode("ascii")
    return f"{upstream}{path}{'?' if query else ''}{query}"
