import sys

import httpx
import pytest

from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail.policy.schema import Policy
from guardrail_adapters.transport.httpx import AsyncGuardedTransport, GuardedTransport

GUARD = Guard(Policy(name="test"), detectors=[])


class Inner(httpx.BaseTransport, httpx.AsyncBaseTransport):
    closed = 0

    def handle_request(self, request):
        return httpx.Response(204)

    async def handle_async_request(self, request):
        return httpx.Response(204)

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.closed += 1


def test_wraps_and_closes_a_transport():
    inner = Inner()
    with httpx.Client(transport=GuardedTransport(GUARD, inner)) as client:
        assert client.get("http://a.test").status_code == 204
    assert inner.closed == 1


async def test_wraps_and_closes_an_asynchronous_transport():
    inner = Inner()
    async with httpx.AsyncClient(transport=AsyncGuardedTransport(GUARD, inner)) as client:
        assert (await client.get("http://a.test")).status_code == 204
    assert inner.closed == 1


async def test_makes_a_transport_of_its_own():
    with httpx.Client(transport=GuardedTransport(GUARD)) as client, pytest.raises(httpx.ConnectError):
        client.get("http://127.0.0.1:9")
    async with httpx.AsyncClient(transport=AsyncGuardedTransport(GUARD)) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://127.0.0.1:9")


def test_names_the_extra_when_(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.delitem(sys.modules, "guardrail_adapters.transport.httpx")
    with pytest.raises(MissingExtra, match="httpx"):
        __import__("guardrail_adapters.transport.httpx")
