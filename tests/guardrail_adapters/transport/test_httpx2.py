import sys

import httpx2
import pytest

from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail.policy.schema import Policy
from guardrail_adapters.transport.httpx2 import AsyncGuardedTransport, GuardedTransport

GUARD = Guard(Policy(name="test"), detectors=[])


class Inner(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    closed = 0

    def handle_request(self, request):
        return httpx2.Response(204)

    async def handle_async_request(self, request):
        return httpx2.Response(204)

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.closed += 1


def test_wraps_and_closes_a_transport():
    inner = Inner()
    with httpx2.Client(transport=GuardedTransport(GUARD, inner)) as client:
        assert client.get("http://a.test").status_code == 204
    assert inner.closed == 1


async def test_wraps_and_closes_an_asynchronous_transport():
    inner = Inner()
    async with httpx2.AsyncClient(transport=AsyncGuardedTransport(GUARD, inner)) as client:
        assert (await client.get("http://a.test")).status_code == 204
    assert inner.closed == 1


async def test_makes_a_transport_of_its_own():
    with httpx2.Client(transport=GuardedTransport(GUARD)) as client, pytest.raises(httpx2.ConnectError):
        client.get("http://127.0.0.1:9")
    async with httpx2.AsyncClient(transport=AsyncGuardedTransport(GUARD)) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("http://127.0.0.1:9")


def test_names_the_extra_when_(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx2", None)
    monkeypatch.delitem(sys.modules, "guardrail_adapters.transport.httpx2")
    with pytest.raises(MissingExtra, match="httpx2"):
        __import__("guardrail_adapters.transport.httpx2")
