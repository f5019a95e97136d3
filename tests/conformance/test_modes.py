"""Streaming modes, shadow and failing upstreams, through every door."""

from __future__ import annotations

import json
from threading import Event

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.types import Action

ASK = json.dumps({"messages": [{"role": "user", "content": "My dog barks in the morning and I walk him."}]}).encode()
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
SSE = {"content-type": "text/event-stream"}


def guard(**policy):
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat")])


def body(text):
    return json.dumps({"choices": [{"index": 0, "message": {"content": text}, "finish_reason": "stop"}]}).encode()


def frames(text):
    chunk = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "stop"}]}
    return [f"data: {json.dumps(chunk)}\n\n".encode(), b"data: [DONE]\n\n"]


class Watcher:
    """An observer that can be waited for."""

    def __init__(self):
        self.seen, self._told = [], Event()

    def __call__(self, conversation, outcome):
        self.seen.append((conversation, outcome))
        self._told.set()

    def outcome(self):
        assert self._told.wait(5)
        return self.seen[0][1]


@pytest.mark.parametrize(
    "policy", [{"streaming": Streaming(mode="observe")}, {"shadow": True}], ids=["observe", "shadow"]
)
async def test_an_observed_stream_leaves_as_it_comes_and_is_judged_afterwards(door, answering, answer, policy):
    watcher, upstream = Watcher(), answering(answer(frames(BAD), headers=SSE))
    response = await door.post(guard(**policy), upstream, ASK, observer=watcher)
    assert response.content == b"".join(frames(BAD))
    assert response.headers["x-guardrail-skipped"] == "observed: judged after delivery"
    outcome = watcher.outcome()
    assert (outcome.shadow, outcome.action, outcome.decision.action) == (True, Action.DELIVER, Action.REWRITE)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("content", "skipped"),
    [([b"data: {}\n\n"], "unreadable response"), (frames(BAD * 100), "longer than 1000 bytes")],
)
async def test_an_observed_stream_that_cannot_be_judged_is_recorded(door, answering, answer, content, skipped):
    watcher, upstream = Watcher(), answering(answer(content, headers=SSE))
    observing = guard(streaming=Streaming(mode="observe"))
    response = await door.post(observing, upstream, ASK, observer=watcher, buffer_limit=1000)
    assert response.content == b"".join(content)
    assert watcher.outcome().original.verdict.skipped == skipped


async def test_shadow_judges_a_whole_reply_and_changes_nothing(door, answering):
    upstream = answering(body(BAD))
    response = await door.post(guard(shadow=True), upstream, ASK)
    assert response.content == body(BAD)
    assert response.headers["x-guardrail-action"] == "deliver"
    assert response.headers["x-guardrail-modes"] == "emotional_attenuation"
    assert len(upstream.requests) == 1


async def test_a_fallback_is_a_whole_reply(door, answering):
    policy = {"repair": Repair(attempts=0, exhausted="fallback"), "fallback": "Could you tell me more?"}
    response = await door.post(guard(**policy), answering(body(BAD)), ASK)
    assert response.headers["x-guardrail-action"] == "fallback"
    assert response.json()["choices"][0]["message"]["content"] == "Could you tell me more?"


async def test_an_observers_fault_never_reaches_the_client(door, answering, caplog):
    def failing(conversation, outcome):
        raise RuntimeError("disk full")

    response = await door.post(guard(), answering(body(GOOD)), ASK, observer=failing)
    assert response.content == body(GOOD)
    assert "the observer failed" in caplog.text


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_busy_upstream_is_asked_again_for_the_repair(door, answering, answer, status):
    busy = answer([b"{}"], status, {"retry-after": "0.01"})
    upstream = answering(body(BAD), busy, busy, body(GOOD))
    response = await door.post(guard(), upstream, ASK)
    assert response.json()["choices"][0]["message"]["content"] == GOOD
    assert len(upstream.requests) == 4


async def test_a_dropped_repair_is_asked_again(door, answering, answer):
    upstream = answering(body(BAD), answer(error="ConnectError"), body(GOOD))
    response = await door.post(guard(), upstream, ASK)
    assert response.json()["choices"][0]["message"]["content"] == GOOD


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refused_repair_is_not_asked_again(door, answering, answer, status):
    upstream = answering(body(BAD), answer([b"{}"], status))
    watcher = Watcher()
    response = await door.post(guard(repair=Repair(attempts=1)), upstream, ASK, observer=watcher)
    assert response.content == body(BAD)
    assert len(upstream.requests) == 2
    assert str(status) in watcher.outcome().errors[0]


@pytest.mark.parametrize("after", [None, 1], ids=["before the body", "in the body"])
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("ConnectError", 502, "upstream_unreachable"),
        ("ReadError", 502, "upstream_unreachable"),
        ("RemoteProtocolError", 502, "upstream_unreachable"),
        ("ReadTimeout", 504, "upstream_timeout"),
        ("ConnectTimeout", 504, "upstream_timeout"),
    ],
)
async def test_a_failing_upstream_keeps_its_exception_and_is_a_502_or_504_at_the_proxy(
    door, answering, answer, error, status, code, after
):
    upstream = answering(answer([body(BAD)[:20], b"never"], error=error, error_after=after))
    if door.proxied:
        response = await door.post(guard(), upstream, ASK)
        assert (response.status_code, response.json()["error"]["code"]) == (status, code)
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}
    else:
        with pytest.raises(getattr(door.library, error)):
            await door.post(guard(), upstream, ASK)
