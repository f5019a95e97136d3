"""What streams of real servers look like, each through every door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.wire.sse import decode
from tests.conformance.frames import DONE, SSE, USAGE, asking, choices, chunk, cut, deltas, stream, text, usage, whole

BAD = "That is somewhat sad for you, I suppose. He was ten years old."
MENDED = "That is deeply sad for you, I suppose. He was ten years old."
GOOD = "I am so sorry that your dog died. He was ten years old."
FILTERED = {"id": "", "model": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}
STRAY = [": ping", "data: not JSON", "event: notice\ndata: {}", 'data: {"choices": null}', "data: [1]", "retry: 10"]


def guard(replacement: str | None = None, **policy: Any) -> Guard:
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat", replacement=replacement)])


@pytest.fixture(params=["hold", "lead"])
def mode(request):
    """A reply that is shorter than its opening is held whole in both."""
    return Streaming(mode=request.param)


@pytest.fixture
def streaming(answer):
    """An answer that streams frames, cut where it hurts."""
    return lambda frames: answer([bytes([byte]) for byte in stream(frames)], headers=SSE)


async def test_a_rewrite_of_three_letter_deltas_is_that_of_the_whole_reply(door, answering, streaming, mode):
    mending = guard("deeply", repair=Repair(attempts=0), streaming=mode)
    at_once = await door.post(mending, answering(whole(BAD)), asking())
    frames = [*deltas(BAD), chunk(None, finish="stop"), DONE]
    response = await door.post(mending, answering(streaming(frames)), asking())
    assert text(response.content) == at_once.json()["choices"][0]["message"]["content"] == MENDED


async def test_filter_results_first_and_usage_last_are_delivered_in_place(door, answering, streaming, mode):
    frames = [FILTERED, *deltas(BAD), chunk(None, finish="stop", usage=None), usage(), DONE]
    response = await door.post(guard(streaming=mode), answering(streaming(frames), whole(GOOD)), asking())
    first, *_, last, done = decode(response.content)
    assert text(response.content) == GOOD
    assert (first.raw, done.raw) == (stream([FILTERED]), stream([DONE]))
    assert json.loads(last.data)["usage"] == {name: 2 * count for name, count in USAGE.items()}
    assert json.loads(response.headers["x-guardrail-usage"]) == USAGE


async def test_stray_frames_pass_in_place_and_judging_goes_on(door, answering, streaming, mode):
    frames = [STRAY[0], *deltas(BAD, 20), *STRAY, *deltas(" Yes.", 20), *STRAY, chunk(None, finish="stop"), DONE]
    response = await door.post(
        guard("deeply", repair=Repair(attempts=0), streaming=mode), answering(streaming(frames)), asking()
    )
    assert text(response.content) == f"{MENDED} Yes."
    came, went = decode(stream(frames)), decode(response.content)
    assert [event.raw for event in went if event.raw in {stream([frame]) for frame in STRAY}] == [
        event.raw for event in came if event.raw in {stream([frame]) for frame in STRAY}
    ]
    assert len(went) == len(came)


@pytest.mark.parametrize("options", [{}, {"stream_options": {"include_usage": False}}], ids=["absent", "false"])
async def test_who_asked_for_no_usage_gets_no_usage_frame(door, answering, streaming, mode, options):
    upstream = answering(streaming([*deltas(BAD), chunk(None, finish="stop"), DONE]), whole(GOOD))
    response = await door.post(guard(streaming=mode), upstream, asking(**options))
    assert text(response.content) == GOOD
    assert b"usage" not in response.content
    assert upstream.requests[0].content == asking(**options)
    assert json.loads(response.headers["x-guardrail-usage"]) == USAGE


async def test_of_two_interleaved_choices_only_the_bad_one_changes(door, answering, streaming, mode):
    pairs = zip(cut(GOOD.ljust(len(BAD)), 5), cut(BAD, 5), strict=True)
    words = [chunk(piece, index) for good, bad in pairs for index, piece in ((1, bad), (0, good))]
    frames = [*words, chunk(None, 1, "stop"), chunk(None, 0, "stop"), usage(), DONE]
    mending = guard("deeply", repair=Repair(attempts=0), streaming=mode)
    response = await door.post(mending, answering(streaming(frames)), asking(n=2))
    assert (text(response.content, 0), text(response.content, 1)) == (GOOD.ljust(len(BAD)), MENDED)
    came, went = choices(stream(frames)), choices(response.content)
    assert [choice["index"] for choice in went] == [choice["index"] for choice in came]
    assert [choice for choice in went if choice["index"] == 0] == [choice for choice in came if choice["index"] == 0]
    assert [choice["index"] for choice in went if choice["finish_reason"]] == [1, 0]


@pytest.mark.parametrize("said", [BAD, GOOD])
async def test_a_heartbeat_keeps_a_held_stream_alive_between_whole_events(door, answering, answer, said):
    came, seen = stream([*deltas(said), chunk(None, finish="stop"), DONE]), []
    beating = guard("deeply", repair=Repair(attempts=0), streaming=Streaming(heartbeat=0.01))
    upstream = answering(answer([came[:9], None, came[9:]], headers={**SSE, "content-length": str(len(came))}))
    response = await door.post(beating, upstream, asking(), observer=lambda _, outcome: seen.append(outcome))
    first, *_ = events = [event.raw for event in decode(response.content)]
    delivered = b"".join(event for event in events if event != b": ping\n\n")
    assert first == b": ping\n\n"
    assert text(delivered) == (MENDED if said == BAD else GOOD)
    assert (delivered == came) is (said == GOOD)
    assert response.headers["x-guardrail-pending"] == "hold"
    assert "x-guardrail-action" not in response.headers
    assert [outcome.reply.text for outcome in seen] == [text(delivered)]


async def test_what_is_judged_before_the_first_heartbeat_needs_none(door, answering, streaming):
    beating = guard("deeply", repair=Repair(attempts=0), streaming=Streaming(heartbeat=60))
    frames = [*deltas(BAD), chunk(None, finish="stop"), DONE]
    response = await door.post(beating, answering(streaming(frames)), asking())
    assert (text(response.content), response.headers["x-guardrail-action"]) == (MENDED, "rewrite")
    assert b"ping" not in response.content
