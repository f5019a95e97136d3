import sys
from importlib import import_module

import httpx2
import pytest
from anthropic import Anthropic, AnthropicAWS, AnthropicFoundry, AnthropicVertex, AsyncAnthropic
from openai import OpenAI

from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.anthropic import guard
from guardrail_adapters.transport.httpx2 import AsyncGuardedTransport, GuardedTransport

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
AWS = {"aws_region": "us-east-1", "workspace_id": "w"}
ASK = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "My dog barks this morning."}]}


@pytest.mark.parametrize(
    ("client", "transport"),
    [
        (Anthropic(api_key="k"), GuardedTransport),
        (AsyncAnthropic(api_key="k"), AsyncGuardedTransport),
        (AnthropicFoundry(api_key="k", resource="r"), GuardedTransport),
        (AnthropicAWS(**AWS, api_key="k"), GuardedTransport),
    ],
    ids=lambda value: type(value).__name__,
)
def test_guards_the_clients_that_speak_the_messages_api(client, transport):
    fresh = guard(client, GUARD)
    assert (type(fresh), type(fresh._client._transport)) == (type(client), transport)


def test_keeps_what_the_client_was_told():
    seen = []

    def answer(request):
        seen.append(request)
        words = "That is somewhat sad." if len(seen) == 1 else "I am so sorry that he died."
        return httpx2.Response(200, json={"content": [{"type": "text", "text": words}]})

    http_client = httpx2.Client(transport=httpx2.MockTransport(answer))
    client = Anthropic(
        api_key="key", base_url="http://a.test", timeout=11, default_headers={"x-ours": "1"}, http_client=http_client
    )
    fresh = guard(client, GUARD)
    assert (fresh.api_key, str(fresh.base_url), fresh.timeout, client._client) == (
        "key",
        "http://a.test",
        11,
        http_client,
    )
    assert fresh.messages.create(**ASK).content[0].text == "I am so sorry that he died."
    assert [(str(request.url), request.headers["x-ours"]) for request in seen] == [
        ("http://a.test/v1/messages", "1")
    ] * 2


@pytest.mark.parametrize(
    "client",
    [
        None,
        httpx2.Client(),
        OpenAI(api_key="k"),
        AnthropicVertex(region="r", project_id="p", access_token="t"),
        AnthropicAWS(**AWS, aws_access_key="a", aws_secret_key="s"),
    ],
    ids=lambda client: type(client).__name__,
)
def test_refuses_clients_that_it_could_not_guard(client):
    with pytest.raises(TypeError, match=f"found {type(client).__name__}; allowed: Anthropic, AsyncAnthropic"):
        guard(client, GUARD)


def test_without_the_sdk_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "anthropic", None)
    monkeypatch.delitem(sys.modules, "guardrail_adapters.anthropic")
    with pytest.raises(MissingExtra, match=r"\[anthropic\]"):
        import_module("guardrail_adapters.anthropic")
