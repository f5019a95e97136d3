"""What Anthropic's Messages API says, each through every door."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.wire.messages import decode
from guardrail.wire.messages_request import MessagesRequest

URL = "http://upstream.test/v1/messages"
PERSON = {"role": "user", "content": "My dog barks in the morning and I walk him then."}
REQUEST = {"model": "m", "max_tokens": 100, "messages": [PERSON], "vendor": 1}
BAD = "That is somewhat sad for you, I suppose."
GOOD = "I am so sorry that your dog died this morning. 🐕"
SSE = {"content-type": "text/event-stream; charset=utf-8", "request-id": "req-1"}
JSON = {"content-type": "application/json", "request-id": "req-1", "anthropic-ratelimit-tokens-remaining": "3"}
THINKING = {"type": "thinking", "thinking": "This is somewhat sad.", "signature": "s"}
CALL = {"type": "tool_use", "id": "1", "name": "f", "input": {"a": 1}}
STREAM = {"stream": True}
ERROR = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def body(*blocks: dict[str, Any], end: str = "end_turn") -> bytes:
    usage = {"input_tokens": 10, "output_tokens": 5}
    found = {"id": "msg-1", "type": "message", "role": "assistant", "model": "m", "content": blocks, "stop_reason": end}
    return json.dumps({**found, "usage": usage, "vendor": {"kept": True}}, indent=1, ensure_ascii=False).encode()


def events(words: str, *more: dict[str, Any] | str) -> list[dict[str, Any] | str]:
    deltas = [{"type": "text_delta", "text": f"{word} "} for word in words.split(" ")]
    return [
        {"type": "message_start", "message": {"id": "msg-1", "model": "m", "usage": {"input_tokens": 10}}},
        {"type": "content_block_start", "index": 0, "content_block": text("")},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        *more,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}},
        {"type": "message_stop"},
    ]


def stream(words: str, *more: dict[str, Any] | str, end: str = "\n") -> bytes:
    lines = (
        event if isinstance(event, str) else f"event: {event['type']}{end}data: {json.dumps(event, ensure_ascii=False)}"
        for event in events(words, *more)
    )
    return "".join(f"{line}{end}{end}" for line in lines).encode()


def said(content: bytes, media_type: str) -> str:
    """What a client reads."""
    return decode(MessagesRequest.of(REQUEST), media_type, content).replies[0].text.rstrip()


@dataclass(frozen=True)
class Scenario:
    """What upstream answers, and what must come of it: `words` None means the very same bytes."""

    came: bytes
    then: tuple[bytes, ...] = (body(text(GOOD)),)
    request: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    words: str | None = None
    calls: int = 1
    action: str = "deliver"
    skipped: str = ""


REPAIRED: dict[str, Any] = {"words": GOOD, "calls": 2, "action": "regenerate"}
STREAMED: dict[str, Any] = {"request": STREAM, "headers": SSE}

SCENARIOS = {
    "a good reply": Scenario(body(THINKING, text(GOOD))),
    "a good stream": Scenario(stream(GOOD), **STREAMED),
    "a good stream of another kind of lines": Scenario(stream(GOOD, ": note", "data: odd", end="\r\n"), **STREAMED),
    "a failing reply": Scenario(body(THINKING, text(BAD)), **REPAIRED),
    "a failing stream": Scenario(stream(BAD), **STREAMED, **REPAIRED),
    "a failing stream of another kind of lines": Scenario(
        stream(BAD, ": note", "data: odd", end="\r\n"), **STREAMED, **REPAIRED
    ),
    "a failing repair": Scenario(body(text(BAD)), (body(text(BAD)),), calls=3),
    "a repair that calls a tool": Scenario(body(text(BAD)), (body(text(GOOD), CALL, end="tool_use"),), calls=3),
    "a repair without words": Scenario(body(text(BAD)), (body(THINKING),), calls=3),
    "words beside a tool call": Scenario(body(text(BAD), CALL, end="tool_use"), **REPAIRED),
    "a tool call": Scenario(body(CALL, end="tool_use"), skipped="tool call"),
    "a refusal": Scenario(body(text(BAD), end="refusal"), skipped="refusal"),
    "thinking alone": Scenario(body(THINKING, end="max_tokens"), skipped="no words in the reply"),
    "structured output": Scenario(
        body(text('{"tone": "somewhat sad"}')),
        request={"output_config": {"format": {"type": "json_schema", "schema": {}}}},
        skipped="structured output",
    ),
    "a forced tool": Scenario(
        body(text(BAD), CALL, end="tool_use"), request={"tool_choice": {"type": "any"}}, skipped="structured output"
    ),
    "an error in the stream": Scenario(stream(BAD, ERROR), **STREAMED, skipped="error in the stream"),
    "a stream without a message": Scenario(b": note\n\n", **STREAMED, skipped="unreadable response"),
    "no content": Scenario(b'{"content": null}', skipped="unreadable response"),
    "an unreadable request": Scenario(body(text(BAD)), request={"messages": 7}, skipped="unreadable request"),
}


def guard(**policy: Any) -> Guard:
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat")])


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
async def test_scenario(door, answering, answer, scenario):
    chunks = [scenario.came[place : place + 7] for place in range(0, len(scenario.came), 7)]
    upstream = answering(answer(chunks, headers=scenario.headers), *scenario.then)
    asked = {**REQUEST, **scenario.request}
    response = await door.post(guard(), upstream, json.dumps(asked).encode(), URL)
    if scenario.words is None:
        assert response.content == scenario.came
    else:
        assert said(response.content, scenario.headers["content-type"].partition(";")[0]) == scenario.words
    assert scenario.headers.items() <= dict(response.headers).items()
    assert response.headers["x-guardrail-action"] == scenario.action
    assert response.headers.get("x-guardrail-skipped", "") == scenario.skipped
    first, *repairs = upstream.requests
    assert (json.loads(first.content), 1 + len(repairs)) == (asked, scenario.calls)
    for repair in repairs:
        sent = json.loads(repair.content)
        assert BAD in sent.pop("system")
        assert sent == {**asked, "stream": False}


@pytest.mark.parametrize("request_fields", [{}, {"system": "Be kind."}], ids=["no system prompt", "a system prompt"])
async def test_guidance_goes_where_the_policy_says(door, answering, request_fields):
    upstream = answering(body(text(BAD)), body(text(GOOD)))
    asked = {**REQUEST, **request_fields}
    await door.post(guard(repair=Repair(placement="user")), upstream, json.dumps(asked).encode(), URL)
    sent = json.loads(upstream.requests[1].content)
    (turn,) = sent["messages"]
    assert turn["content"].startswith(f"{PERSON['content']}\n\n")
    assert sent == {**asked, "messages": [turn], "stream": False}


async def test_a_fallback_is_a_whole_reply(door, answering, answer):
    policy = {"repair": Repair(attempts=0, exhausted="fallback"), "fallback": "Could you tell me more?"}
    whole = await door.post(
        guard(**policy), answering(body(text(BAD), end="max_tokens")), json.dumps(REQUEST).encode(), URL
    )
    asked = json.dumps({**REQUEST, **STREAM}).encode()
    streamed = await door.post(guard(**policy), answering(answer([stream(BAD)], headers=SSE)), asked, URL)
    assert (whole.json()["stop_reason"], whole.json()["content"]) == ("end_turn", [text("Could you tell me more?")])
    assert said(streamed.content, "text/event-stream") == "Could you tell me more?"


async def test_an_observed_stream_leaves_as_it_comes(door, answering, answer):
    asked = json.dumps({**REQUEST, **STREAM}).encode()
    observing = guard(streaming=Streaming(mode="observe"))
    response = await door.post(observing, answering(answer([stream(BAD)], headers=SSE)), asked, URL)
    assert response.content == stream(BAD)
    assert response.headers["x-guardrail-skipped"] == "observed: judged after delivery"
