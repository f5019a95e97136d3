"""Clients of model SDKs, copied with the guard at their HTTP transport."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

from guardrail.engine import Guard
from guardrail_adapters.transport.report import Observer

Client = TypeVar("Client")

_LIBRARIES = ("httpx2", "httpx")


def copied(client: Client, policy: str | Guard, observer: Observer | None, allowed: str) -> Client:
    """A copy of an SDK's client over the same connections, guarded.

    Raises PolicyError when the policy's file is wrong, TypeError that names what is `allowed` when `client` holds no
    HTTP client to guard.
    """
    armed = Guard.of(policy)
    http_client = getattr(client, "_client", None)
    library = library_of(http_client)
    copy = getattr(client, "copy", None)
    if library is None or copy is None:
        raise TypeError(f"client: found {type(client).__name__}; allowed: {allowed}")
    fresh: Client = copy(http_client=guarded(http_client, library, armed, observer))
    return fresh


def guarded(http_client: Any, library: ModuleType, armed: Guard, observer: Observer | None = None) -> Any:
    """A client of httpx or httpx2 like `http_client`, over the same connections, that is guarded."""
    twins = import_module(f"guardrail_adapters.transport.{library.__name__}")
    asynchronous = isinstance(http_client, library.AsyncClient)
    transport = twins.AsyncGuardedTransport if asynchronous else twins.GuardedTransport

    def wrap(inner: Any) -> Any:
        return inner and transport(armed, inner, observer=observer)

    fresh = (library.AsyncClient if asynchronous else library.Client)(
        **_settings(http_client),
        transport=wrap(http_client._transport),
        mounts={pattern.pattern: wrap(inner) for pattern, inner in http_client._mounts.items()},
    )
    fresh._unguarded = http_client  # a client that is collected closes its connections, and these are shared
    return fresh


def _settings(http_client: Any) -> dict[str, Any]:
    """What a client was told of requests; its transports carry what it was told of connections."""
    names = ("auth", "params", "headers", "cookies", "timeout", "follow_redirects", "max_redirects", "event_hooks")
    told = {name: getattr(http_client, name) for name in (*names, "base_url", "trust_env")}
    return {**told, "default_encoding": http_client._default_encoding}


def library_of(http_client: Any) -> ModuleType | None:
    """httpx or httpx2, whichever a client is of; None for any other."""
    loaded = [sys.modules[name] for name in _LIBRARIES if name in sys.modules]
    return next((module for module in loaded if isinstance(http_client, (module.Client, module.AsyncClient))), None)
