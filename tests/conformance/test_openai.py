"""The real SDK, over real HTTP: through the transport, through a guarded client, through the proxy."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI, RateLimitError
from pydantic import BaseModel

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Streaming
from guardrail.testing import FlagWords
from guardrail_adapters.openai import guard as guarded
from guardrail_adapters.proxy import create_app
from guardrail_adapters.scripted import Fault, scripted_upstream
from tests.conformance.clients import GUARD, KEPT

ASK = "My dog barks in the morning and I walk him then."
PLAIN = "Could you tell me what I can do on Sunday?"
JSON = "Please give me the tone of my letter as JSON."
BUSY = "Is anybody there to talk to me today?"
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
WELL = "You could take a long walk along the river."
LONG = "My cat died last night and I miss her so much."
SAID = "I am so sorry that your cat died. She was with you for years. The house is quiet now. That is somewhat odd."
MENDED = SAID.replace("somewhat", "so")
NUMBERED = {
    f"My dog number {n} died this morning.": (f"Dog {n} is somewhat dead.", f"I am so sorry about dog {n}.")
    for n in range(50)
}
SCRIPT = {
    ASK: (BAD, GOOD),
    PLAIN: (WELL,),
    LONG: (SAID,),
    JSON: ('{"tone": "somewhat sad"}',),
    BUSY: (Fault.RATE_LIMITED,),
    **NUMBERED,
}


class Tone(BaseModel):
    tone: str


@pytest.fixture(scope="module")
def script():
    return SCRIPT


def asking(text, **fields):
    return {"model": "m", "messages": [{"role": "user", "content": text}], **fields}


def joined(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_create(client):
    assert client.chat.completions.create(**asking(ASK)).choices[0].message.content == GOOD
    assert client.chat.completions.create(**asking(PLAIN)).choices[0].message.content == WELL


def test_stream(client):
    chunks = list(client.chat.completions.create(**asking(ASK, stream=True)))
    assert joined(chunks) == GOOD
    assert len(chunks) > 5
    assert all(chunk.usage is None for chunk in chunks)


def test_usage_of_a_stream_is_the_sum_of_both_calls(client):
    options = {"include_usage": True}
    whole = client.chat.completions.create(**asking(ASK)).usage
    chunks = list(client.chat.completions.create(**asking(ASK, stream=True, stream_options=options)))
    assert [chunk.usage for chunk in chunks if chunk.usage] == [whole]
    assert whole.completion_tokens == len(f"{BAD} {GOOD}".split())


def test_stream_left_half_way(client):
    with client.chat.completions.create(**asking(PLAIN, stream=True)) as chunks:
        assert next(iter(chunks)).choices
    assert client.chat.completions.create(**asking(PLAIN)).choices[0].message.content == WELL


def test_raw_response(client):
    raw = client.chat.completions.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-action"] == "regenerate"
    assert raw.parse().choices[0].message.content == GOOD


def test_event_stream(client):
    with client.chat.completions.stream(**asking(ASK)) as events:
        texts = [event.delta for event in events if event.type == "content.delta"]
        assert events.get_final_completion().choices[0].message.content == GOOD
    assert "".join(texts) == GOOD


def test_parse_leaves_structured_output_alone(client):
    found = client.chat.completions.parse(**asking(JSON, response_format=Tone))
    assert found.choices[0].message.parsed == Tone(tone="somewhat sad")


def test_options_and_errors_are_the_sdks_own(client):
    other = client.with_options(timeout=5)
    with pytest.raises(RateLimitError) as caught:
        other.chat.completions.create(**asking(BUSY))
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.request_id == "req-scripted"
    assert other.chat.completions.create(**asking(ASK)).choices[0].message.content == GOOD


def test_what_is_no_chat_passes(client):
    assert [model.id for model in client.models.list()] == ["scripted"]


def test_threads_do_not_mix_replies(client):
    def ask(text):
        return client.chat.completions.create(**asking(text)).choices[0].message.content

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, NUMBERED)) == [better for _, better in NUMBERED.values()]


LED = Guard(
    Policy(name="test", streaming=Streaming(mode="lead", opening=5)),
    detectors=[FlagWords("somewhat", replacement="so")],
)


async def test_a_led_stream(upstream, http):
    """What was sent stays, the rest is mended, and the SDK sees one reply."""
    with listening(create_app(LED, upstream)) as px:
        made = [
            OpenAI(base_url=f"{px}/v1", **KEPT),
            guarded(OpenAI(base_url=f"{upstream}/v1", **KEPT), LED),
            OpenAI(
                base_url=f"{upstream}/v1",
                http_client=http.library.Client(transport=http.guarded.GuardedTransport(LED)),
                **KEPT,
            ),
        ]
        for client in made:
            with client:
                raw = client.chat.completions.with_raw_response.create(**asking(LONG, stream=True))
                assert raw.headers["x-guardrail-pending"] == "lead"
                assert joined(raw.parse()) == MENDED
                with client.chat.completions.stream(**asking(LONG)) as events:
                    assert events.get_final_completion().choices[0].message.content == MENDED
        async with guarded(AsyncOpenAI(base_url=f"{upstream}/v1", **KEPT), LED) as aclient:
            chunks = await aclient.chat.completions.create(**asking(LONG, stream=True))
            assert joined([chunk async for chunk in chunks]) == MENDED


def test_a_heartbeat_goes_unseen():
    beating = Guard(Policy(name="test", streaming=Streaming(heartbeat=0.01)), detectors=[FlagWords("somewhat")])
    with listening(scripted_upstream(SCRIPT, delay=0.05)) as slow, listening(create_app(beating, slow)) as px:
        for client in (OpenAI(base_url=f"{px}/v1", **KEPT), guarded(OpenAI(base_url=f"{slow}/v1", **KEPT), beating)):
            with client:
                raw = client.chat.completions.with_raw_response.create(**asking(ASK, stream=True))
                assert raw.headers["x-guardrail-pending"] == "hold"
                assert joined(raw.parse()) == GOOD


async def test_async(aclient):
    assert (await aclient.chat.completions.create(**asking(ASK))).choices[0].message.content == GOOD
    chunks = [chunk async for chunk in await aclient.chat.completions.create(**asking(ASK, stream=True))]
    assert joined(chunks) == GOOD
    async with aclient.chat.completions.stream(**asking(ASK)) as events:
        assert (await events.get_final_completion()).choices[0].message.content == GOOD
    parsed = await aclient.chat.completions.parse(**asking(JSON, response_format=Tone))
    assert parsed.choices[0].message.parsed == Tone(tone="somewhat sad")
    raw = await aclient.chat.completions.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-modes"] == "emotional_attenuation"


@pytest.mark.parametrize("stream", [False, True])
async def test_fifty_at_once_do_not_mix_replies(aclient, stream):
    async def ask(text):
        found = await aclient.chat.completions.create(**asking(text, stream=stream))
        return joined([chunk async for chunk in found]) if stream else found.choices[0].message.content

    assert await asyncio.gather(*map(ask, NUMBERED)) == [better for _, better in NUMBERED.values()]


async def test_azure(http):
    kept = {"api_key": "key", "api_version": "2024-10-21", "max_retries": 0, "azure_deployment": "dep"}
    seen = []

    def answer(request):
        seen.append(request)
        text = GOOD if len(seen) % 2 == 0 else BAD
        return http.library.Response(200, json={"choices": [{"index": 0, "message": {"content": text}}]})

    transport = http.library.MockTransport(answer)
    client, aclient = http.library.Client(transport=transport), http.library.AsyncClient(transport=transport)
    azure = AzureOpenAI(azure_endpoint="http://azure.test", http_client=client, **kept)
    aazure = AsyncAzureOpenAI(azure_endpoint="http://azure.test", http_client=aclient, **kept)
    found = guarded(azure, GUARD).chat.completions.create(**asking(ASK))
    afound = await guarded(aazure, GUARD).chat.completions.create(**asking(ASK))
    assert [found.choices[0].message.content, afound.choices[0].message.content] == [GOOD, GOOD]
    assert {str(request.url) for request in seen} == {
        "http://azure.test/openai/deployments/dep/chat/completions?api-version=2024-10-21"
    }
    assert {request.headers["api-key"] for request in seen} == {"key"}
