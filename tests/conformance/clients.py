"""The OpenAI SDK's clients, over real HTTP, each guarded in one of the ways there are."""

from __future__ import annotations

import pytest
from openai import AsyncOpenAI, OpenAI

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.openai import guard as guarded
from guardrail_adapters.proxy import create_app
from guardrail_adapters.scripted import scripted_upstream
from tests.conftest import SDK_HTTP

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
KEPT = {"api_key": "key", "max_retries": 0}


@pytest.fixture(scope="module")
def upstream(script):
    """The address of a model that plays the test module's own fixture `script`."""
    with listening(scripted_upstream(script)) as address:
        yield address


@pytest.fixture(scope="module")
def proxy(upstream):
    with listening(create_app(GUARD, upstream)) as address:
        yield address


def over(http):
    return lambda kept, up, px: OpenAI(
        base_url=f"{up}/v1", http_client=http.library.Client(transport=http.guarded.GuardedTransport(GUARD)), **kept
    )


def aover(http):
    return lambda kept, up, px: AsyncOpenAI(
        base_url=f"{up}/v1",
        http_client=http.library.AsyncClient(transport=http.guarded.AsyncGuardedTransport(GUARD)),
        **kept,
    )


SYNC = {
    **{f"transport {http.name}": over(http) for http in SDK_HTTP},
    "guard(client)": lambda kept, up, px: guarded(OpenAI(base_url=f"{up}/v1", **kept), GUARD),
    "proxy": lambda kept, up, px: OpenAI(base_url=f"{px}/v1", **kept),
    "proxy without /v1": lambda kept, up, px: OpenAI(base_url=px, **kept),
}
ASYNC = {
    **{f"transport {http.name}": aover(http) for http in SDK_HTTP},
    "guard(client)": lambda kept, up, px: guarded(AsyncOpenAI(base_url=f"{up}/v1", **kept), GUARD),
    "proxy": lambda kept, up, px: AsyncOpenAI(base_url=f"{px}/v1", **kept),
}


@pytest.fixture(params=SYNC.values(), ids=SYNC)
def client(request, upstream, proxy):
    with request.param(KEPT, upstream, proxy) as made:
        yield made


@pytest.fixture(params=ASYNC.values(), ids=ASYNC)
async def aclient(request, upstream, proxy):
    async with request.param(KEPT, upstream, proxy) as made:
        yield made
