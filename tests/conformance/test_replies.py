"""One table of scenarios, each through every door."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Streaming
from guardrail.testing import FlagWords

ASK = "My dog barks in the morning and I walk him then."
BAD = "That is somewhat sad for you, I suppose."
GOOD = "I am so sorry that your dog died this morning. 🐕"
SSE = {"content-type": "text/event-stream; charset=utf-8", "x-request-id": "req-1"}
JSON = {"content-type": "application/json", "x-request-id": "req-1", "x-ratelimit-remaining": "3"}


def message(content: Any, index: int = 0, finish: str = "stop", **fields: Any) -> dict[str, Any]:
    return {"index": index, "message": {"role": "assistant", "content": content, **fields}, "finish_reason": finish}


def body(*choices: dict[str, Any], number: int = 1) -> bytes:
    usage = {"prompt_tokens": 10, "completion_tokens": number, "total_tokens": 10 + number}
    found = {"id": f"call-{number}", "object": "chat.completion", "model": "m", "choices": choices, "usage": usage}
    return json.dumps({**found, "vendor": {"kept": True}}, indent=1, ensure_ascii=False).encode()


def stream(*texts: str, usage: bool = False, finish: str = "stop") -> bytes:
    """A stream in which the words of the choices take turns."""
    kept = {"id": "call-1", "object": "chat.completion.chunk", "model": "m"}
    words = [
        (index, word)
        for place in range(20)
        for index, text in enumerate(texts)
        for word in text.split(" ")[place : place + 1]
    ]
    deltas = [{"index": i, "delta": {"content": f"{word} "}, "finish_reason": None} for i, word in words]
    ends = [{"index": i, "delta": {}, "finish_reason": finish} for i, _ in enumerate(texts)]
    frames = [{**kept, "choices": [choice]} for choice in [*deltas, *ends]]
    frames += [{**kept, "choices": [], "usage": {"total_tokens": 11}}] if usage else []
    lines = [f"data: {json.dumps(frame, ensure_ascii=False)}" for frame in frames]
    return "".join(f"{line}\n\n" for line in [": open", *lines, "data: [DONE]"]).encode()


def texts(content: bytes) -> dict[int, str]:
    """What a client reads, by choice."""
    if not content.startswith(b":"):
        return {choice["index"]: choice["message"]["content"] for choice in json.loads(content)["choices"]}
    found: dict[int, str] = {}
    for line in content.decode().splitlines():
        chunk = json.loads(line[6:]) if line.startswith("data: {") else {}
        for choice in chunk.get("choices", ()):
            found[choice["index"]] = found.get(choice["index"], "") + (choice["delta"].get("content") or "")
    return {index: text.rstrip() for index, text in found.items()}


@dataclass(frozen=True)
class Scenario:
    """What upstream answers, and what must come of it: `texts` None means the very same bytes."""

    came: bytes
    then: tuple[bytes, ...] = ()
    request: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: JSON)
    texts: dict[int, str] | None = None
    status: int = 200
    calls: int = 1
    action: str = "deliver"
    skipped: str = ""


REPAIR = (body(message(GOOD), number=2),)
CALL = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
STREAM = {"stream": True}

SCENARIOS = {
    "a good reply": Scenario(body(message(GOOD))),
    "a good stream": Scenario(stream(GOOD), request=STREAM, headers=SSE),
    "a failing reply": Scenario(body(message(BAD)), REPAIR, texts={0: GOOD}, calls=2, action="regenerate"),
    "a failing stream": Scenario(
        stream(BAD), REPAIR, STREAM, headers=SSE, texts={0: GOOD}, calls=2, action="regenerate"
    ),
    "one of two choices": Scenario(
        body(message(GOOD), message(BAD, 1)), REPAIR, {"n": 2}, texts={0: GOOD, 1: GOOD}, calls=2, action="regenerate"
    ),
    "one of two streamed choices": Scenario(
        stream(BAD, "All is well here."),
        REPAIR,
        {"n": 2, **STREAM},
        headers=SSE,
        texts={0: GOOD, 1: "All is well here."},
        calls=2,
        action="regenerate",
    ),
    "a failing repair": Scenario(body(message(BAD)), (body(message(BAD), number=2),), calls=3),
    "a repair that calls a tool": Scenario(
        body(message(BAD)), (body(message(GOOD, tool_calls=CALL), number=2),), calls=3
    ),
    "a tool call": Scenario(body(message(None, finish="tool_calls", tool_calls=CALL)), skipped="tool call"),
    "words beside a tool call": Scenario(
        body(message(BAD, finish="tool_calls", tool_calls=CALL)), REPAIR, texts={0: GOOD}, calls=2, action="regenerate"
    ),
    "a refusal": Scenario(body(message(BAD, refusal="I cannot help with that.")), skipped="refusal"),
    "structured output": Scenario(
        body(message('{"tone": "somewhat sad"}')),
        request={"response_format": {"type": "json_object"}},
        skipped="structured output",
    ),
    "an empty reply": Scenario(body(message("")), skipped="no words in the reply"),
    "unauthorized": Scenario(b'{"error": {"message": "no"}}', status=401, skipped="status 401"),
    "rate limited": Scenario(b'{"error": {}}', status=429, headers={**JSON, "retry-after": "7"}, skipped="status 429"),
    "a server error": Scenario(b"oops", status=500, headers={"content-type": "text/plain"}, skipped="status 500"),
    "an HTML page": Scenario(b"<html>", headers={"content-type": "text/html"}, skipped="content type text/html"),
    "truncated JSON": Scenario(body(message(BAD))[:90], skipped="unreadable response"),
    "an unfinished character": Scenario(body(message(BAD))[:-1] + b"\xf0\x9f", skipped="unreadable response"),
    "no choices": Scenario(b'{"choices": []}', skipped="unreadable response"),
    "an error in the stream": Scenario(
        b'data: {"error": {"message": "busy"}}\n\n', request=STREAM, headers=SSE, skipped="error in the stream"
    ),
    "a compressed body": Scenario(
        b"not really gzip",
        status=200,
        headers={**JSON, "content-encoding": "x-gzip"},
        skipped="content encoding x-gzip",
    ),
    "a longer reply than is held": Scenario(body(message(BAD * 9000)), skipped="longer than 200000 bytes"),
    "an unreadable request": Scenario(
        body(message(BAD)), request={"messages": [{"role": "critic"}]}, skipped="unreadable request"
    ),
}


@pytest.mark.parametrize("mode", ["hold", "lead"])
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
async def test_scenario(door, answering, answer, scenario, mode):
    chunks = [scenario.came[place : place + 7] for place in range(0, len(scenario.came), 7)]
    upstream = answering(answer(chunks, scenario.status, scenario.headers), *scenario.then)
    guard = Guard(Policy(name="test", streaming=Streaming(mode=mode)), detectors=[FlagWords("somewhat")])
    asked = {"model": "m", "messages": [{"role": "user", "content": ASK}], "vendor": 1, **scenario.request}
    seen = []
    response = await door.post(
        guard, upstream, json.dumps(asked).encode(), observer=lambda *told: seen.append(told), buffer_limit=200_000
    )
    assert response.status_code == scenario.status
    if scenario.texts is None:
        assert response.content == scenario.came
    else:
        assert texts(response.content) == scenario.texts
    assert scenario.headers.items() <= dict(response.headers).items()
    assert len(upstream.requests) == scenario.calls
    assert response.headers["x-guardrail-action"] == scenario.action
    assert response.headers["x-guardrail-policy"] == "test"
    assert response.headers.get("x-guardrail-skipped", "") == scenario.skipped
    assert response.headers.get("x-guardrail-modes", "") == ("emotional_attenuation" if scenario.calls > 1 else "")
    assert bool(seen) == (scenario.status == 200)
    first, *repairs = upstream.requests
    assert json.loads(first.content) == asked
    for repair in repairs:
        sent = json.loads(repair.content)
        assert sent.pop("messages") != asked["messages"]
        assert sent == {"model": "m", "vendor": 1, "n": 1, "stream": False}
        assert repair.headers["authorization"] == "Bearer key"
        assert repair.headers["content-length"] == str(len(repair.content))
