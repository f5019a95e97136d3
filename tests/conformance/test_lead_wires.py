"""Streams of Anthropic's messages and OpenAI's responses that are led, each through every door."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import ModePolicy, Modes, Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.types import Action, Reply
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.messages_stream import MessageListener
from guardrail.wire.responses_request import ResponsesRequest
from guardrail.wire.responses_stream import ResponseListener
from guardrail.wire.sse import decode
from guardrail_adapters.scripted import messages, responses

ASK = [{"role": "user", "content": "My dog barks in the morning and I walk him then."}]
SSE = {"content-type": "text/event-stream"}
OPENING = "I am so sorry that your dog died this morning. He was with you for ten years."
SENT = OPENING + " The house is quiet without him."  # what has left when the reply's end comes
CALM = SENT + " You may want to sit down for a while."
CLEAN = CALM + " I am here."
BAD, GOOD = " That is somewhat sad for you. I am here.", " That is deeply sad for you. I am here."
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}

Part = str | dict[str, Any]


def _message(number: int, *said: Part) -> dict[str, Any]:
    parts = [{"content": part, "refusal": None} if isinstance(part, str) else part for part in said]
    return messages.message({}, ASK, parts, number)


def _response(number: int, *said: Part) -> dict[str, Any]:
    return responses.response({}, [], [{"content": part} if isinstance(part, str) else part for part in said], number)


def _message_read(content: bytes) -> Reply:
    return MessageListener(MessagesRequest.of({"max_tokens": 9, "messages": ASK})).heard(content).replies[0]


def _response_read(content: bytes) -> Reply:
    return ResponseListener(ResponsesRequest.of({"input": ASK})).heard(content).replies[0]


@dataclass(frozen=True)
class Api:
    """One API: its endpoint, what is asked, how its scripted side tells of a reply, and how a client reads it."""

    url: str
    request: dict[str, Any]
    whole: Callable[..., dict[str, Any]]
    events: Callable[[Any], Any]
    read: Callable[[bytes], Reply]
    calling: dict[str, Any]

    def told(self, *said: Part) -> list[dict[str, Any]]:
        return list(self.events(self.whole(1, *said)))

    def asked(self, **fields: Any) -> bytes:
        return json.dumps({**self.request, "stream": True, **fields}).encode()


APIS = {
    "messages": Api(
        "http://upstream.test/v1/messages",
        {"model": "m", "max_tokens": 100, "messages": ASK},
        _message,
        messages.events,
        _message_read,
        {"content": None, "refusal": None, "tool_calls": [CALL]},
    ),
    "responses": Api(
        "http://upstream.test/v1/responses",
        {"model": "m", "input": ASK},
        _response,
        responses.events,
        _response_read,
        {"content": None, "tool_calls": [CALL]},
    ),
}


@pytest.fixture(params=APIS.values(), ids=APIS)
def api(request):
    return request.param


def guard(**policy: Any) -> Guard:
    led = {"streaming": Streaming(mode="lead", opening=9), "repair": Repair(attempts=0)}
    return Guard(Policy(name="test", **{**led, **policy}), detectors=[FlagWords("somewhat", replacement="deeply")])


def stream(events: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)


@pytest.fixture
def led(door, api, answering, answer):
    """Leads a stream of events through a door: the response, and the outcomes as the observer hears of them."""

    async def lead(armed, events, *then, size=50, **fields):
        content, seen = stream(events), []
        pieces = [content[place : place + size] for place in range(0, len(content), size)]
        upstream = answering(answer(pieces, headers=SSE), *then)
        observer = lambda _, outcome: seen.append(outcome)  # noqa: E731  # it closes over this call's list
        response = await door.post(armed, upstream, api.asked(**fields), api.url, observer=observer)
        return response, seen, upstream

    return lead


def began(content: bytes, came: bytes) -> str:
    """The words of the events that left in the bytes they came in, before the first that did not."""
    same = [old.raw for old, new in zip(decode(came), decode(content), strict=False) if old.raw == new.raw]
    return "".join(re.findall(r'"(?:delta|text)": "([^"]*)"', b"".join(same).decode()))


async def test_a_stream_without_a_finding_leaves_in_the_bytes_it_came_in(api, led):
    events = api.told(CLEAN)
    response, seen, _ = await led(guard(), events)
    assert response.content == stream(events)
    assert response.headers["x-guardrail-pending"] == "lead"
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.DELIVER, len(SENT))]


async def test_a_finding_in_the_tail_is_repaired_there_and_what_was_sent_stays(api, led):
    events = api.told(CALM + BAD)
    response, seen, _ = await led(guard(), events)
    assert api.read(response.content).text == CALM + GOOD
    assert began(response.content, stream(events)).startswith(SENT)
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.REWRITE, len(SENT))]


async def test_a_finding_in_the_opening_holds_all_and_is_repaired_as_if_it_were_held(api, led):
    response, seen, _ = await led(guard(), api.told(BAD.strip() + " " + CLEAN))
    assert api.read(response.content).text == GOOD.strip() + " " + CLEAN
    assert response.headers["x-guardrail-action"] == "rewrite"
    assert [outcome.sent for outcome in seen] == [0]


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_the_size_of_the_chunks_changes_no_word_of_what_is_delivered(api, led, size):
    response, _, _ = await led(guard(), api.told(CALM + BAD), size=size)
    assert api.read(response.content).text == CALM + GOOD


async def test_a_finding_in_a_later_part_is_repaired_there_and_the_call_before_it_left(api, led):
    thought = api.told(CLEAN, api.calling, BAD.strip())
    response, seen, _ = await led(guard(), thought)
    assert api.read(response.content).text == f"{CLEAN}\n\n{GOOD.strip()}"
    assert began(response.content, stream(thought)).startswith(SENT)
    assert [outcome.action for outcome in seen] == [Action.REWRITE]
    if "input" in api.request:
        told = [json.loads(event.data) for event in decode(response.content)]
        assert [event["sequence_number"] for event in told] == [*range(len(told))]
        assert [event["text"] for event in told if event["type"].endswith("text.done")] == [CLEAN, GOOD.strip()]


async def test_where_the_policy_says_so_the_model_goes_on_from_what_was_sent(api, led):
    better, onwards = "He had ten good years with you.", Streaming(mode="lead", opening=9, continuation=True)
    modes = Modes(emotional_attenuation=ModePolicy(action="regenerate"))
    again = json.dumps(api.whole(2, better)).encode()
    armed = guard(streaming=onwards, modes=modes, repair=Repair(attempts=1))
    response, seen, upstream = await led(armed, api.told(CALM + BAD), again)
    assert api.read(response.content).text == f"{SENT} {better}"
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.REGENERATE, len(SENT))]
    assert SENT in json.dumps(json.loads(upstream.requests[1].content), ensure_ascii=False)


async def test_a_call_by_itself_is_not_held(api, led):
    events = api.told(api.calling)
    response, seen, _ = await led(guard(), events)
    assert response.content == stream(events)
    assert response.headers["x-guardrail-pending"] == "lead"
    assert [outcome.original.verdict.skipped for outcome in seen] == ["tool call"]


async def test_an_error_in_the_stream_is_passed_on_and_recorded(api, led):
    events = [*api.told(CLEAN)[:-1], {"type": "error", "error": {"type": "overloaded_error"}}]
    response, seen, _ = await led(guard(), events)
    assert response.content == stream(events)
    assert [outcome.original.verdict.skipped for outcome in seen] == ["error in the stream"]


async def test_what_answers_turns_that_are_still_to_be_fetched_is_held(led, api):
    if "input" not in api.request:
        pytest.skip("no turns are with the provider")
    response, seen, upstream = await led(guard(), api.told(CALM + BAD), previous_response_id="resp_0")
    assert api.read(response.content).text == CALM + GOOD
    assert response.headers["x-guardrail-action"] == "rewrite"
    assert "x-guardrail-pending" not in response.headers
    assert [outcome.sent for outcome in seen] == [0]
    assert upstream.requests[1].method == "GET"


def place(event: dict[str, Any]) -> int | None:
    return event.get("index", event.get("output_index"))


async def test_words_that_come_out_of_their_order_are_passed_on_and_recorded(led, api):
    events = api.told("Well.", api.calling, CLEAN)
    first, *_, last = (number for number, event in enumerate(events) if place(event) is not None)
    turned = sorted(events[first : last + 1], key=lambda event: -place(event))
    came = [*events[:first], *turned, *events[last + 1 :]]
    response, seen, _ = await led(guard(), came)
    assert response.content == stream(came)
    assert [outcome.original.verdict.skipped for outcome in seen] == ["words out of order"]
