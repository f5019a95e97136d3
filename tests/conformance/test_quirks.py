"""The awkward shapes of real servers, on every wire that has them, over real HTTP."""

from __future__ import annotations

import json
from contextlib import ExitStack

import httpx
import pytest

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords, assert_streamed
from guardrail_adapters.proxy import create_app
from guardrail_adapters.scripted import Fault, Quirk, scripted_upstream
from guardrail_adapters.transport.httpx import AsyncGuardedTransport, GuardedTransport

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
ASK, PLAIN, BOTH = "My dog barks in the morning.", "What can I do on Sunday?", "Two ways to say it, please."
BAD, GOOD, WELL = (
    "Caf\u00e9s are somewhat sad \U0001f415.",
    "He misses you \u2013 and the caf\u00e9 \U0001f415.",
    "Walk \u2013 by the r\u00edo.",
)
SCRIPT = {ASK: (BAD, GOOD), PLAIN: (WELL,), BOTH: ((WELL, BAD), GOOD), "Broken?": (Fault.SERVER_ERROR,)}

PATHS = {
    "/v1/chat/completions": lambda words: {"messages": [{"role": "user", "content": words}]},
    "/v1/responses": lambda words: {"input": words},
    "/v1/messages": lambda words: {"messages": [{"role": "user", "content": words}], "max_tokens": 99},
}
CHAT, *OTHERS = PATHS
OF_CHAT = {Quirk.NULL_CONTENT, Quirk.FILTER_RESULTS, Quirk.REVERSED_CHOICES}
CASES = [(CHAT, quirk) for quirk in Quirk] + [(path, quirk) for path in OTHERS for quirk in set(Quirk) - OF_CHAT]
ALL = pytest.mark.parametrize(("path", "quirk"), sorted(CASES))


async def through_transport(address, path, body):
    with httpx.Client(transport=GuardedTransport(GUARD)) as client:
        return client.post(f"{address}{path}", json=body)


async def through_async_transport(address, path, body):
    async with httpx.AsyncClient(transport=AsyncGuardedTransport(GUARD)) as client:
        return await client.post(f"{address}{path}", json=body)


async def through_proxy(address, path, body):
    with listening(create_app(GUARD, address)) as proxied:
        return httpx.post(f"{proxied}{path}", json=body)


@pytest.fixture(params=[through_transport, through_async_transport, through_proxy], ids=lambda door: door.__name__)
def door(request):
    return request.param


@pytest.fixture
def upstream():
    """Serves the script in the shapes of a quirk, as often as wanted, each time from its beginning."""
    with ExitStack() as stack:
        yield lambda quirk: stack.enter_context(listening(scripted_upstream(SCRIPT, shapes=[quirk])))


def pieces(path, text, choice=0):
    """The words of a stream of one choice, as they come."""
    for line in text.splitlines():
        if not line.startswith("data: {"):
            continue
        event = json.loads(line.removeprefix("data: "))
        if path == CHAT:
            deltas = [each["delta"] for each in event["choices"] if each["index"] == choice]
            yield from (delta.get("content") or "" for delta in deltas)
        elif event["type"] == "response.output_text.delta":
            yield event["delta"]
        elif event["type"] == "content_block_delta":
            yield event["delta"]["text"]


@ALL
async def test_a_stream_that_fails_is_repaired(door, upstream, path, quirk):
    response = await door(upstream(quirk), path, {**PATHS[path](ASK), "stream": True})
    assert_streamed(pieces(path, response.text), GOOD, "somewhat")
    assert response.headers["x-guardrail-action"] == "regenerate"


@ALL
async def test_a_stream_that_passes_comes_as_it_was_sent(door, upstream, path, quirk):
    body = {**PATHS[path](PLAIN), "stream": True}
    response = await door(upstream(quirk), path, body)
    assert response.content == httpx.post(f"{upstream(quirk)}{path}", json=body).content
    assert_streamed(pieces(path, response.text), WELL)


@pytest.mark.parametrize("quirk", Quirk)
async def test_only_the_choice_that_fails_is_repaired(door, upstream, quirk):
    response = await door(upstream(quirk), CHAT, {**PATHS[CHAT](BOTH), "n": 2, "stream": True})
    assert_streamed(pieces(CHAT, response.text, 0), WELL)
    assert_streamed(pieces(CHAT, response.text, 1), GOOD, "somewhat")


@pytest.mark.parametrize("path", PATHS)
async def test_an_error_comes_as_it_was_sent(door, upstream, path):
    response = await door(upstream(Quirk.INTEGER_CODES), path, PATHS[path]("Broken?"))
    assert (response.status_code, response.json()["error"]["code"]) == (500, 500)
