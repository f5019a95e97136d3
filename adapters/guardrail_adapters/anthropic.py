"""An Anthropic client with the guard in it: the same client, the same calls, guarded replies. Needs `anthropic`."""

from __future__ import annotations

from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail_adapters.transport.client import Client, copied
from guardrail_adapters.transport.report import Observer

try:
    from anthropic import Anthropic, AsyncAnthropic
except ModuleNotFoundError as missing:
    raise MissingExtra(str(missing.name), "anthropic") from missing

_ALLOWED = "Anthropic, AsyncAnthropic, or a client built on them that does not sign its requests"


def guard(client: Client, policy: str | Guard = "default", *, observer: Observer | None = None) -> Client:
    """A copy of an Anthropic or AsyncAnthropic client whose messages are guarded.

    The copy shares the connections of `client` and keeps its base URL, keys, time-outs, proxies and mounts; closing
    either closes both. Raises PolicyError when the policy's file is wrong, TypeError when `client` is none of these:
    those for Bedrock and Vertex speak other protocols, and a signed request cannot be asked again in other words.
    """
    if not isinstance(client, (Anthropic, AsyncAnthropic)) or getattr(client, "_use_sigv4", False):
        raise TypeError(f"client: found {type(client).__name__}; allowed: {_ALLOWED}")
    return copied(client, policy, observer, _ALLOWED)
