import gc

import pytest
from openai import AsyncOpenAI, OpenAI

from guardrail.engine import Guard
from guardrail.errors import GuardrailError
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.transport.client import copied

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
ASK = {"model": "m", "messages": [{"role": "user", "content": "My dog barks in the morning and I walk him."}]}


def guard(client, policy=GUARD):
    return copied(client, policy, None, "a client of the openai package")


@pytest.fixture
def inner(http):
    """Makes transports that answer with a text until they are closed."""

    class Inner(http.library.BaseTransport):
        def __init__(self, text):
            self.text, self.closed = text, False

        def handle_request(self, request):
            assert not self.closed
            return http.library.Response(200, json={"choices": [{"message": {"content": self.text}}]})

        def close(self):
            self.closed = True

    return Inner


def test_keeps_what_the_client_was_told(http):
    def hook(request):
        request.headers["x-hook"] = "1"

    http_client = http.library.Client(
        timeout=7, headers={"x-ours": "1"}, event_hooks={"request": [hook]}, follow_redirects=False, trust_env=False
    )
    client = OpenAI(api_key="key", base_url="http://a.test/v1", organization="org", timeout=11, http_client=http_client)
    fresh = guard(client)
    assert (fresh.api_key, str(fresh.base_url), fresh.organization, fresh.timeout) == (
        "key",
        "http://a.test/v1/",
        "org",
        11,
    )
    told = fresh._client
    assert (told.timeout, told.headers["x-ours"], told.follow_redirects) == (http.library.Timeout(7), "1", False)
    assert told.event_hooks["request"] == [hook]
    assert client._client is http_client


def test_guards_mounts_and_leaves_exceptions_from_proxies_alone(http, inner):
    mounted = inner("That is somewhat sad for you.")
    http_client = http.library.Client(transport=inner("x"), mounts={"http://a.test": mounted, "all://b.test": None})
    fresh = guard(OpenAI(api_key="key", base_url="http://a.test/v1", http_client=http_client))
    raw = fresh.chat.completions.with_raw_response.create(**ASK)
    assert raw.headers["x-guardrail-modes"] == "emotional_attenuation"
    assert list(fresh._client._mounts.values()).count(None) == 1


def test_stays_with_the_clients_own_library(http):
    client = OpenAI(api_key="k", http_client=http.library.Client())
    aclient = AsyncOpenAI(api_key="k", http_client=http.library.AsyncClient())
    assert type(guard(client)._client._transport) is http.guarded.GuardedTransport
    assert type(guard(aclient)._client._transport) is http.guarded.AsyncGuardedTransport


def test_the_first_client_may_go(http, inner):
    transport = inner("All is well with you.")
    fresh = guard(OpenAI(api_key="key", http_client=http.library.Client(transport=transport)))
    gc.collect()
    assert fresh.chat.completions.create(**ASK).choices[0].message.content == "All is well with you."
    fresh.close()
    assert transport.closed


def test_takes_a_policys_name():
    assert guard(OpenAI(api_key="k"), "support")._client._transport._exchange.guard.policy.name == "support"
    with pytest.raises(GuardrailError):
        guard(OpenAI(api_key="k"), "no-such-policy")


@pytest.mark.parametrize("client", [None, object()])
def test_refuses_what_holds_no_http_client(client):
    with pytest.raises(TypeError, match=r"found (NoneType|object); allowed: a client of the openai package"):
        guard(client)
