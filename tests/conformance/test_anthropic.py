"""The real SDK, over real HTTP: through the transport, through a guarded client, through the proxy."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from anthropic import Anthropic, APIStatusError, AsyncAnthropic
from pydantic import BaseModel

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.anthropic import guard as guarded
from guardrail_adapters.proxy import create_app
from guardrail_adapters.scripted import Fault, scripted_upstream
from guardrail_adapters.transport.httpx2 import AsyncGuardedTransport, GuardedTransport

BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
WELL = "You could take a long walk along the river."
THINKING = {"type": "thinking", "thinking": "This is somewhat sad.", "signature": "signed"}
REDACTED = {"type": "redacted_thinking", "data": "somewhat"}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "vets", "input": {"near": "me", "open": True}}
SEARCH = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "vets"}}
FOUND = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
CITED = {"type": "char_location", "cited_text": "x", "document_index": 0, "start_char_index": 0, "end_char_index": 1}
PLACES = "It closes at 5, "

ASK = "My dog barks in the morning and I walk him then."
PLAIN = "Could you tell me what I can do on Sunday?"
JSON = "Please give me the tone of my letter as JSON."
THOUGHT = "My dog barks in the morning and I wonder at him."
CALLS = "My dog barks this morning and I need a vet for the other one."
SEARCHES = "My dog barks this morning, and when does the vet close?"
CITES = "My dog barks this morning, and what does the leaflet say?"
BUSY = "Is anybody there to talk to me today?"
NUMBERED = {
    f"My dog number {n} died this morning.": (f"Dog {n} is somewhat dead.", f"I miss dog {n}.") for n in range(30)
}


def text(words, **fields):
    return {"type": "text", "text": words, **fields}


def turns(*contents):
    """The turns of a script, of the blocks of each."""
    return [{"content": blocks} for blocks in contents]


SCRIPT = {
    ASK: turns([text(BAD)], [text(GOOD)]),
    PLAIN: turns([THINKING, text(WELL)]),
    JSON: turns([text('{"tone": "somewhat sad"}')]),
    THOUGHT: turns([THINKING, REDACTED, text(BAD)], [{**THINKING, "signature": "other"}, text(GOOD)]),
    CALLS: turns([text(BAD), CALL], [text(GOOD)]),
    SEARCHES: turns([text("I will look. "), SEARCH, FOUND, text(BAD)], [SEARCH, FOUND, text(GOOD)]),
    CITES: turns(
        [text(PLACES, citations=[CITED]), text("which is somewhat early.", citations=[CITED])],
        [text(f"{PLACES}early.")],
    ),
    BUSY: [Fault.RATE_LIMITED],
    **{ask: turns([text(bad)], [text(good)]) for ask, (bad, good) in NUMBERED.items()},
}
CONTENTS = {
    ASK: [text(GOOD)],
    PLAIN: [THINKING, text(WELL)],
    THOUGHT: [THINKING, REDACTED, text(GOOD)],
    CALLS: [text(GOOD), CALL],
    SEARCHES: [SEARCH, FOUND, text(GOOD)],
    CITES: [text(PLACES, citations=[CITED]), text("early.")],
}
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
KEPT = {"api_key": "key", "max_retries": 0}


class Tone(BaseModel):
    tone: str


class Heard:
    """The scripted upstream; keeps the headers of the requests to it."""

    def __init__(self):
        self.app, self.headers = scripted_upstream(SCRIPT), []

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def heard():
    return Heard()


@pytest.fixture(scope="module")
def upstream(heard):
    with listening(heard) as address:
        yield address


@pytest.fixture(scope="module")
def proxy(upstream):
    with listening(create_app(GUARD, upstream)) as address:
        yield address


SYNC = {
    "transport": lambda up, px: Anthropic(
        base_url=up, http_client=httpx2.Client(transport=GuardedTransport(GUARD)), **KEPT
    ),
    "guard(client)": lambda up, px: guarded(Anthropic(base_url=up, **KEPT), GUARD),
    "proxy": lambda up, px: Anthropic(base_url=px, **KEPT),
}
ASYNC = {
    "transport": lambda up, px: AsyncAnthropic(
        base_url=up, http_client=httpx2.AsyncClient(transport=AsyncGuardedTransport(GUARD)), **KEPT
    ),
    "guard(client)": lambda up, px: guarded(AsyncAnthropic(base_url=up, **KEPT), GUARD),
    "proxy": lambda up, px: AsyncAnthropic(base_url=px, **KEPT),
}


@pytest.fixture(params=SYNC.values(), ids=SYNC)
def client(request, upstream, proxy):
    with request.param(upstream, proxy) as made:
        yield made


@pytest.fixture(params=ASYNC.values(), ids=ASYNC)
async def aclient(request, upstream, proxy):
    async with request.param(upstream, proxy) as made:
        yield made


def asking(words, **fields):
    return {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": words}], **fields}


def content(message):
    return [block.to_dict(exclude_none=True) for block in message.content]


def plain(blocks):
    """Blocks without the fields that hold nothing."""
    return [{key: value for key, value in block.items() if value not in (None, [])} for block in blocks]


@pytest.mark.parametrize("ask", CONTENTS)
def test_create(client, ask):
    assert plain(content(client.messages.create(**asking(ask)))) == plain(CONTENTS[ask])


@pytest.mark.parametrize("ask", CONTENTS)
def test_stream_and_its_final_message(client, ask):
    with client.messages.stream(**asking(ask)) as events:
        words = "".join(events.text_stream)
        final = events.get_final_message()
    assert plain(content(final)) == plain(CONTENTS[ask])
    assert words == "".join(block.get("text", "") for block in CONTENTS[ask])
    assert final.stop_reason == ("tool_use" if ask == CALLS else "end_turn")


def test_create_streamed(client):
    events = list(client.messages.create(**asking(ASK, stream=True)))
    texts = [event.delta.text for event in events if event.type == "content_block_delta"]
    assert "".join(texts) == GOOD
    assert len(texts) > 5
    assert (events[0].type, events[-1].type) == ("message_start", "message_stop")


def test_usage_is_the_sum_of_both_calls_whole_and_streamed(client):
    with client.messages.stream(**asking(ASK)) as events:
        streamed = events.get_final_message()
    whole = client.messages.create(**asking(ASK))
    assert whole.usage.to_dict(exclude_none=True) == streamed.usage.to_dict(exclude_none=True)
    assert whole.usage.output_tokens == len(f"{BAD} {GOOD}".split())
    assert whole.usage.input_tokens > 2 * len(ASK.split())


def test_raw_response(client):
    raw = client.messages.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-action"] == "regenerate"
    assert raw.parse().content[0].text == GOOD


def test_beta(client):
    assert client.beta.messages.create(**asking(ASK)).content[0].text == GOOD


def test_structured_output_is_left_alone(client):
    assert client.messages.parse(**asking(JSON, output_format=Tone)).parsed_output == Tone(tone="somewhat sad")
    form = {"format": {"type": "json_schema", "schema": Tone.model_json_schema()}}
    raw = client.messages.with_raw_response.create(**asking(JSON, output_config=form))
    assert raw.headers["x-guardrail-skipped"] == "structured output"


def test_options_and_errors_are_the_sdks_own(client):
    other = client.with_options(timeout=5)
    with pytest.raises(APIStatusError) as caught:
        other.messages.create(**asking(BUSY))
    assert (caught.value.status_code, caught.value.request_id) == (429, "req-scripted")
    assert caught.value.body["error"]["type"] == "rate_limit_error"
    assert caught.value.response.headers["retry-after"] == "7"
    assert other.messages.create(**asking(ASK)).content[0].text == GOOD


def test_what_is_no_message_passes(client):
    raw = client.messages.with_raw_response.count_tokens(model="m", messages=[{"role": "user", "content": ASK}])
    assert "x-guardrail-action" not in raw.headers
    assert raw.parse().input_tokens == len(ASK.split())


def test_a_repair_is_the_clients_own_request_with_guidance(client, heard):
    del heard.app.state.requests[:], heard.headers[:]
    extra = {"x-api-key": "other", "anthropic-beta": "some-beta"}
    client.messages.create(**asking(ASK, metadata={"user_id": "u"}), extra_headers=extra)
    (asked, repair), (headers, again) = heard.app.state.requests, heard.headers
    assert BAD in repair["system"]
    assert asked == asking(ASK, metadata={"user_id": "u"})
    assert repair == {**asked, "stream": False, "system": repair["system"]}
    kept = ("authorization", "x-api-key", "anthropic-version", "anthropic-beta")
    assert [again.get(name) for name in kept] == [headers.get(name) for name in kept]
    assert headers["x-api-key"] == "other"


async def test_async(aclient):
    for ask, expected in CONTENTS.items():
        assert plain(content(await aclient.messages.create(**asking(ask)))) == plain(expected)
        async with aclient.messages.stream(**asking(ask)) as events:
            assert plain(content(await events.get_final_message())) == plain(expected)
    raw = await aclient.messages.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-modes"] == "emotional_attenuation"
    events = [event async for event in await aclient.messages.create(**asking(ASK, stream=True))]
    assert "".join(event.delta.text for event in events if event.type == "content_block_delta") == GOOD


async def test_many_at_once_do_not_mix_replies(aclient):
    async def ask(words):
        return (await aclient.messages.create(**asking(words))).content[0].text

    assert await asyncio.gather(*map(ask, NUMBERED)) == [better for _, better in NUMBERED.values()]
