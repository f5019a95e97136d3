"""The Responses API: one table of scenarios, each through every door."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.wire.sse import decode
from guardrail_adapters.scripted.responses import events, response

URL = "http://upstream.test/v1/responses"
ASK = "My dog barks in the morning and I walk him then."
BAD, GOOD = "That is somewhat sad for you, I suppose. 🐕", "I am so sorry that your dog died this morning. 🐕"
JSON = {"content-type": "application/json", "x-request-id": "req-1", "x-ratelimit-remaining": "3"}
SSE = {"content-type": "text/event-stream; charset=utf-8", "x-request-id": "req-1"}
CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
FORMAT = {"format": {"type": "json_object"}}


def whole(*said: str | dict[str, Any], number: int = 1, **fields: Any) -> dict[str, Any]:
    messages = [{"content": item} if isinstance(item, str) else item for item in said]
    return {**response({}, [], messages, number), "vendor": {"kept": True}, **fields}


def body(*said: str | dict[str, Any], **fields: Any) -> bytes:
    return json.dumps(whole(*said, **fields), indent=1, ensure_ascii=False).encode()


def stream(*said: str | dict[str, Any], more: tuple[dict[str, Any], ...] = (), **fields: Any) -> bytes:
    told = [*events(whole(*said, **fields)), *more]
    lines = [f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}" for event in told]
    return "".join(f"{line}\n\n" for line in [": open", *lines]).encode()


def page(*items: dict[str, Any]) -> bytes:
    return json.dumps({"object": "list", "data": [*items][::-1], "has_more": False}).encode()


def text(content: bytes) -> str:
    """What a client reads."""
    if content.startswith(b": open"):
        told = [json.loads(event.data) for event in decode(content) if event.data]
        joined = "".join(event["delta"] for event in told if event["type"] == "response.output_text.delta")
        assert joined == text(json.dumps(told[-1]["response"]).encode())
        return joined
    return "".join(part["text"] for item in json.loads(content)["output"] for part in item.get("content", ()))


@dataclass(frozen=True)
class Scenario:
    """What upstream answers, and what must come of it: `text` None means the very same bytes."""

    came: bytes
    then: tuple[bytes, ...] = ()
    request: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    text: str | None = None
    status: int = 200
    calls: int = 1
    action: str = "deliver"
    skipped: str = ""
    history: str = ""


REPAIR = (body(GOOD, number=2),)
STREAM = {"stream": True}
MENDED = {"text": GOOD, "calls": 2, "action": "regenerate"}

SCENARIOS = {
    "a good reply": Scenario(body(GOOD)),
    "a good stream": Scenario(stream(GOOD), request=STREAM, headers=SSE),
    "a failing reply": Scenario(body(BAD), REPAIR, **MENDED),
    "a failing stream": Scenario(stream(BAD), REPAIR, STREAM, SSE, **MENDED),
    "a failing repair": Scenario(body(BAD), (body(BAD, number=2),), calls=3),
    "a repair that calls a tool": Scenario(body(BAD), (body({"content": GOOD, "tool_calls": [CALL]}),), calls=3),
    "a repair that is not done": Scenario(body(BAD), (body(GOOD, status="in_progress"),), calls=3),
    "a tool call": Scenario(body({"tool_calls": [CALL]}), skipped="tool call"),
    "a streamed tool call": Scenario(stream({"tool_calls": [CALL]}), request=STREAM, headers=SSE, skipped="tool call"),
    "words beside a tool call": Scenario(body({"content": BAD, "tool_calls": [CALL]}), REPAIR, **MENDED),
    "a refusal": Scenario(body({"refusal": "I somewhat cannot."}), skipped="refusal"),
    "a streamed refusal": Scenario(stream({"refusal": "No."}), request=STREAM, headers=SSE, skipped="refusal"),
    "structured output": Scenario(body(BAD), request={"text": FORMAT}, skipped="structured output"),
    "an empty reply": Scenario(body(), skipped="no words in the reply"),
    "a reply in the background": Scenario(
        body(status="queued"), request={"background": True}, skipped="response queued"
    ),
    "a failure": Scenario(body(status="failed", error={"code": "server_error"}), skipped="response failed"),
    "unauthorized": Scenario(b'{"error": {"message": "no"}}', status=401, skipped="status 401"),
    "rate limited": Scenario(b'{"error": {}}', status=429, headers={**JSON, "retry-after": "7"}, skipped="status 429"),
    "an HTML page": Scenario(b"<html>", headers={"content-type": "text/html"}, skipped="content type text/html"),
    "truncated JSON": Scenario(body(BAD)[:90], skipped="unreadable response"),
    "no output": Scenario(b'{"id": "resp_1"}', skipped="unreadable response"),
    "an error in the stream": Scenario(
        stream(BAD, more=({"type": "error", "message": "busy"},)),
        request=STREAM,
        headers=SSE,
        skipped="error in the stream",
    ),
    "an unreadable request": Scenario(body(BAD), request={"input": [{"role": "critic"}]}, skipped="unreadable request"),
    "a history that is not there": Scenario(
        body(BAD),
        (b"{}", *REPAIR),
        {"previous_response_id": "resp_0"},
        text=GOOD,
        calls=3,
        action="regenerate",
        history="unknown",
    ),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
async def test_scenario(door, answering, answer, scenario):
    chunks = [scenario.came[place : place + 7] for place in range(0, len(scenario.came), 7)]
    upstream = answering(answer(chunks, scenario.status, scenario.headers), *scenario.then)
    asked = {"model": "m", "input": ASK, "vendor": 1, **scenario.request}
    seen = []
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    given = await door.post(guard, upstream, json.dumps(asked).encode(), URL, observer=lambda *told: seen.append(told))
    assert given.status_code == scenario.status
    if scenario.text is None:
        assert given.content == scenario.came
    else:
        assert text(given.content) == scenario.text
        assert b'"vendor"' in given.content
    assert scenario.headers.items() <= dict(given.headers).items()
    assert given.headers["x-guardrail-action"] == scenario.action
    assert given.headers.get("x-guardrail-skipped", "") == scenario.skipped
    assert given.headers.get("x-guardrail-history", "") == scenario.history
    assert len(upstream.requests) == scenario.calls
    assert bool(seen) == (scenario.skipped not in (f"status {scenario.status}", "response queued"))
    first, *others = upstream.requests
    assert json.loads(first.content) == asked
    for repair in (sent for sent in others if sent.method == "POST"):
        sent = json.loads(repair.content)
        assert sent.pop("instructions")
        assert sent.pop("input") == [{"role": "user", "content": ASK}]
        kept = {key: value for key, value in asked.items() if key not in ("input", "stream")}
        assert sent == {**kept, "stream": False, "store": False}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/resp_1/input_items?limit=2"),
        ("DELETE", "/resp_1"),
        ("POST", "/resp_1/cancel"),
        ("POST", "/input_tokens"),
        ("POST", "/compact"),
    ],
)
async def test_what_brings_no_reply_passes_unread(door, answering, method, path):
    upstream = answering(body(BAD))
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    given = await door.send(method, guard, upstream, b"", f"{URL}{path}")
    assert given.content == body(BAD)
    assert not [name for name in given.headers if name.startswith("x-guardrail")]
    assert [(sent.method, str(sent.url)) for sent in upstream.requests] == [(method, f"{URL}{path}")]


ITEMS = [
    {"type": "message", "id": "msg_1", "role": "user", "content": [{"type": "input_text", "text": ASK}]},
    {"type": "message", "id": "msg_2", "role": "user", "content": [{"type": "input_text", "text": "And now?"}]},
]


@pytest.mark.parametrize("kept", [{"conversation": "conv_1"}, {"previous_response_id": "resp_0"}], ids=str)
async def test_turns_that_are_with_the_provider_are_fetched_once_and_asked_with(door, answering, answer, kept):
    chunks = [stream(BAD)]
    upstream = answering(answer(chunks, headers=SSE), page(*ITEMS), body("somewhat"), body(GOOD))
    asked = json.dumps({"input": "And now?", **kept, "stream": True}).encode()
    seen = []
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    given = await door.post(guard, upstream, asked, f"{URL}?api-version=1", observer=lambda *told: seen.append(told))
    assert text(given.content) == GOOD
    _, fetched, *repairs = upstream.requests
    where = f"{URL}/resp_scripted_1/input_items?api-version=1&limit=100&order=desc"
    assert (fetched.method, str(fetched.url), fetched.headers["authorization"]) == ("GET", where, "Bearer key")
    assert [str(repair.url) for repair in repairs] == [f"{URL}?api-version=1"] * 2
    for repair in repairs:
        assert json.loads(repair.content)["input"] == ITEMS
        assert not set(json.loads(repair.content)) & set(kept)
    assert [message.text for message in seen[0][0].messages] == [ASK, "And now?"]


@pytest.mark.parametrize("failing", [{"error": "ReadTimeout"}, {"error": "ConnectError"}, {"status": 404}], ids=str)
async def test_a_history_that_cannot_be_had_costs_nobody_their_reply(door, answering, answer, failing):
    upstream = answering(body(GOOD), answer([b"{}"], **failing))
    asked = json.dumps({"input": ASK, "conversation": {"id": "conv_1"}}).encode()
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    given = await door.post(guard, upstream, asked, URL)
    assert (given.content, given.headers["x-guardrail-history"]) == (body(GOOD), "unknown")
    assert len(upstream.requests) == 2


async def test_no_repair_is_written_into_a_conversation_whose_turns_are_unknown(door, answering):
    upstream = answering(body(BAD), b"{}")
    asked = json.dumps({"input": ASK, "conversation": {"id": "conv_1"}}).encode()
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat", replacement="deeply")])
    given = await door.post(guard, upstream, asked, URL)
    assert text(given.content) == BAD.replace("somewhat", "deeply")
    assert len(upstream.requests) == 2


@pytest.mark.parametrize("query", ["", "?stream=true&starting_after=4"])
async def test_what_is_retrieved_is_repaired_by_a_call_that_creates(door, answering, answer, query):
    came = answer([stream(BAD)], headers=SSE) if query else body(BAD)
    upstream = answering(came, page(*ITEMS), body(GOOD))
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    given = await door.send("GET", guard, upstream, b"", f"{URL}/resp_scripted_1{query}")
    assert text(given.content) == GOOD
    first, fetched, repair = upstream.requests
    assert (first.method, str(first.url)) == ("GET", f"{URL}/resp_scripted_1{query}")
    assert (fetched.method, str(fetched.url)) == ("GET", f"{URL}/resp_scripted_1/input_items?limit=100&order=desc")
    assert (repair.method, str(repair.url)) == ("POST", URL)
    assert json.loads(repair.content)["input"] == ITEMS


async def test_an_observed_stream_leaves_as_it_comes(door, answering, answer):
    upstream = answering(answer([stream(BAD)], headers=SSE))
    guard = Guard(Policy(name="test", streaming=Streaming(mode="observe")), detectors=[FlagWords("somewhat")])
    asked = json.dumps({"input": ASK, "stream": True}).encode()
    given = await door.post(guard, upstream, asked, URL)
    assert given.content == stream(BAD)
    assert len(upstream.requests) == 1


async def test_a_fallback_of_a_stream_that_was_cut_off_is_complete(door, answering, answer):
    policy = {"repair": Repair(attempts=0, exhausted="fallback"), "fallback": "Could you tell me more?"}
    guard = Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat")])
    cut = stream(BAD, status="incomplete").replace(b"response.completed", b"response.incomplete")
    given = await door.post(guard, answering(answer([cut], headers=SSE)), json.dumps({"input": ASK}).encode(), URL)
    assert text(given.content) == "Could you tell me more?"
    assert decode(given.content)[-1].name == "response.completed"
