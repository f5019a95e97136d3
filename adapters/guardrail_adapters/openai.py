"""An OpenAI client with the guard in it: the same client, the same calls, guarded replies."""

from __future__ import annotations

from guardrail.engine import Guard
from guardrail_adapters.transport.client import Client, copied
from guardrail_adapters.transport.report import Observer


def guard(client: Client, policy: str | Guard = "default", *, observer: Observer | None = None) -> Client:
    """A copy of an OpenAI, AsyncOpenAI or Azure client whose chat completions and responses are guarded.

    The copy shares the connections of `client` and keeps its base URL, keys, time-outs, proxies and mounts; closing
    either closes both. Raises PolicyError when the policy's file is wrong, TypeError when `client` is no such client.
    """
    return copied(client, policy, observer, "a client of the openai package")
