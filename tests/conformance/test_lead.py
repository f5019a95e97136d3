"""Streams that are led, each through every door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import ModePolicy, Modes, Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail.types import Action, Mode
from guardrail.wire.sse import decode
from tests.conformance.frames import DONE, SSE, USAGE, asking, choices, chunk, cut, frame, stream, text, usage, whole

WORDS = re.compile(r"\s*\S+")
OPENING = "I am so sorry that your dog died this morning. He was with you for ten years."
MIDDLE = " The house is quiet without him. You may want to sit down for a while."
SENT = OPENING + " The house is quiet without him."  # what has left when the reply's end comes
BAD = " That is somewhat sad for you. I am here."
GOOD = " That is awfully sad for you. I am here."
LED = Streaming(mode="lead", opening=9)
END = [chunk(None, finish="stop"), DONE]


class Twice(FlagWords):
    """Flags a word only once another has come: what is wrong shows when its words have been sent."""

    def assess(self, reading: Any) -> Any:
        return super().assess(reading) if "finally" in reading.reply.text else FlagWords().assess(reading)


def guard(*detectors: Any, **policy: Any) -> Guard:
    found = detectors or [FlagWords("somewhat", replacement="deeply")]
    return Guard(Policy(name="test", **{"streaming": LED, "repair": Repair(attempts=0), **policy}), detectors=found)


def spoken(words: str, index: int = 0) -> list[dict[str, Any]]:
    return [chunk(word, index) for word in WORDS.findall(words)]


@pytest.fixture
def led(door, answering, answer):
    """Leads a stream of frames through a door: the response, and the outcomes as the observer hears of them."""

    async def lead(armed, frames, *then, request=None, **options):
        upstream, seen = answering(answer(cut(stream(frames), 50), headers=SSE), *then), []
        observer = lambda _, outcome: seen.append(outcome)  # noqa: E731  # it closes over this call's list
        response = await door.post(armed, upstream, request or asking(), observer=observer, **options)
        return response, seen, upstream

    return lead


async def test_a_stream_without_a_finding_leaves_in_the_bytes_it_came_in(led):
    frames = [frame({"role": "assistant", "content": ""}), *spoken(OPENING + MIDDLE + GOOD), *END[:1], usage(), DONE]
    response, seen, _ = await led(guard(), frames)
    assert response.content == stream(frames)
    assert response.headers["x-guardrail-pending"] == "lead"
    assert "x-guardrail-action" not in response.headers
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.DELIVER, len(SENT))]


async def test_a_finding_in_the_tail_is_repaired_there_and_what_was_sent_stays(led):
    came = [*spoken(OPENING + MIDDLE + BAD), *END]
    response, seen, _ = await led(guard(), came)
    assert text(response.content) == OPENING + MIDDLE + BAD.replace("somewhat", "deeply")
    assert response.content.startswith(stream(spoken(SENT)))
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.REWRITE, len(SENT))]


async def test_a_finding_in_the_opening_holds_all_and_is_repaired_as_if_it_were_held(led):
    response, seen, _ = await led(guard(), [*spoken(BAD.strip() + " " + OPENING + MIDDLE), *END])
    assert text(response.content) == BAD.strip().replace("somewhat", "deeply") + " " + OPENING + MIDDLE
    assert response.headers["x-guardrail-action"] == "rewrite"
    assert [outcome.sent for outcome in seen] == [0]


@pytest.mark.parametrize("size", [1, 3, 10, 10_000])
async def test_the_size_of_the_deltas_changes_no_word_of_what_is_delivered(led, size):
    frames = [*(chunk(piece) for piece in cut(OPENING + MIDDLE + BAD, size)), *END]
    response, _, _ = await led(guard(), frames)
    assert text(response.content) == OPENING + MIDDLE + BAD.replace("somewhat", "deeply")


async def test_what_shows_too_late_is_delivered_and_recorded(led):
    words = OPENING + BAD + MIDDLE + MIDDLE + " It is finally over."
    frames = [*spoken(words), *END]
    response, seen, upstream = await led(guard(Twice("somewhat", replacement="deeply"), repair=Repair()), frames)
    assert response.content == stream(frames)
    assert [(outcome.action, outcome.changed) for outcome in seen] == [(Action.DELIVER, False)]
    assert seen[0].original.verdict.flagged == {Mode.EMOTIONAL_ATTENUATION}
    assert "still flagged" in seen[0].decision.reason
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("repeats", [False, True], ids=["goes on", "begins again"])
async def test_where_the_policy_says_so_the_model_goes_on_from_what_was_sent(led, repeats):
    better = "He had ten good years with you."
    frames = [*spoken(OPENING + MIDDLE + " That is somewhat odd, and finally over."), *END[:1], usage(), DONE]
    asking_on = Streaming(mode="lead", opening=9, continuation=True)
    modes = Modes(emotional_attenuation=ModePolicy(action="regenerate"))
    armed = guard(Twice("somewhat"), streaming=asking_on, modes=modes, repair=Repair(attempts=1))
    response, seen, upstream = await led(armed, frames, whole(f"{SENT} {better}" if repeats else better))
    assert text(response.content) == f"{SENT} {better}"
    assert response.content.startswith(stream(spoken(SENT)))
    assert [(outcome.action, outcome.sent) for outcome in seen] == [(Action.REGENERATE, len(SENT))]
    guidance = json.loads(upstream.requests[1].content)["messages"][0]["content"]
    assert f"“{SENT}”\nSend only what comes after these words" in guidance
    found = [json.loads(event.data) for event in decode(response.content) if (event.data or "").startswith("{")]
    assert {frame["id"] for frame in found} == {"call-1"}
    assert found[-1]["usage"] == {name: 2 * count for name, count in USAGE.items()}


async def test_each_choice_is_led_alone(led):
    clean, bad = OPENING + MIDDLE + GOOD, OPENING + MIDDLE + BAD
    pairs = zip(WORDS.findall(clean), WORDS.findall(bad), strict=True)
    words = [chunk(word, index) for good, poor in pairs for index, word in ((1, poor), (0, good))]
    frames = [*words, chunk(None, 1, "stop"), chunk(None, 0, "stop"), usage(), DONE]
    response, seen, _ = await led(guard(), frames, request=asking(n=2))
    assert text(response.content, 0) == clean
    assert text(response.content, 1) == bad.replace("somewhat", "deeply")
    came, went = choices(stream(frames)), choices(response.content)
    assert [choice["index"] for choice in went] == [choice["index"] for choice in came]
    assert [choice for choice in went if choice["index"] == 0] == [choice for choice in came if choice["index"] == 0]
    assert {outcome.action for outcome in seen} == {Action.DELIVER, Action.REWRITE}


CALL = {"index": 0, "id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("frames", "request_fields", "skipped"),
    [
        ([frame({"role": "assistant", "tool_calls": [CALL]}), *END], {}, "tool call"),
        (
            [chunk('{"tone": '), chunk('"somewhat sad"}'), *END],
            {"response_format": {"type": "json_object"}},
            "structured output",
        ),
    ],
    ids=["tool call", "structured output"],
)
async def test_what_is_not_judged_is_not_held(led, frames, request_fields, skipped):
    response, seen, _ = await led(guard(), frames, request=asking(**request_fields))
    assert response.content == stream(frames)
    assert [outcome.original.verdict.skipped for outcome in seen] == [skipped]


async def test_stray_frames_pass_in_place_and_judging_goes_on(led):
    stray = [": ping", "data: not JSON", 'data: {"choices": null}', "event: notice\ndata: {}"]
    frames = [*stray, *spoken(OPENING + MIDDLE), *stray, *spoken(BAD), *stray, *END]
    response, _, _ = await led(guard(), frames)
    assert text(response.content) == OPENING + MIDDLE + BAD.replace("somewhat", "deeply")
    odd = [stream([frame]) for frame in stray]
    assert [event.raw for event in decode(response.content) if event.raw in odd] == odd * 3


async def test_words_beside_a_tool_call_are_judged_and_the_call_stays(led):
    frames = [*spoken(OPENING + BAD), frame({"tool_calls": [CALL]}), chunk(None, finish="tool_calls"), DONE]
    response, _, _ = await led(guard(), frames)
    assert text(response.content) == OPENING + BAD.replace("somewhat", "deeply")
    assert [choice["delta"]["tool_calls"] for choice in choices(response.content) if "tool_calls" in choice["delta"]]


async def test_an_error_in_the_stream_is_passed_on_and_recorded(led):
    frames = [*spoken(OPENING + MIDDLE), {"error": {"message": "busy", "code": 503}}, DONE]
    response, seen, _ = await led(guard(), frames)
    assert response.content == stream(frames)
    assert [outcome.original.verdict.skipped for outcome in seen] == ["error in the stream"]


async def test_more_than_is_held_goes_on_as_it_comes(led):
    frames = [*spoken(OPENING + MIDDLE * 20 + BAD), *END]
    response, seen, _ = await led(guard(), frames, buffer_limit=3000)
    assert response.content == stream(frames)
    assert [outcome.original.verdict.skipped for outcome in seen] == ["longer than 3000 bytes"]


async def test_an_upstream_that_breaks_off_breaks_off_the_stream_and_is_recorded(door, answering, answer):
    content, seen = cut(stream(spoken(OPENING + MIDDLE)), 50), []
    broken = answering(answer([*content, b"never"], headers=SSE, error="ReadError", error_after=len(content)))
    observer = lambda _, outcome: seen.append(outcome)  # noqa: E731  # it closes over this call's list
    failure = AssertionError if door.proxied else door.library.ReadError  # httpx asserts that an app comes to its end
    with pytest.raises(failure):
        await door.post(guard(), broken, asking(), observer=observer)
    assert [outcome.original.verdict.skipped for outcome in seen] == ["broken off"]


async def test_an_upstream_that_breaks_off_in_the_opening_is_told_by_its_status(door, answering, answer):
    broken = answering(answer([*cut(stream(spoken(BAD)), 50), b""], headers=SSE, error="ReadTimeout", error_after=3))
    if door.proxied:
        assert (await door.post(guard(), broken, asking())).status_code == 504
    else:
        with pytest.raises(door.library.ReadTimeout):
            await door.post(guard(), broken, asking())


async def test_a_heartbeat_beats_wherever_a_led_stream_is_held(door, answering, answer):
    first, second, third = (
        stream(part) for part in (spoken(OPENING + " The"), spoken(" house is quiet."), spoken(BAD))
    )
    pieces = [first[:200], None, first[200:], None, second + third + stream(END)]
    armed = guard(streaming=Streaming(mode="lead", opening=9, heartbeat=0.01))
    response = await door.post(armed, answering(answer(pieces, headers=SSE)), asking())
    events = [event.raw for event in decode(response.content)]
    assert events[0] == b": ping\n\n"
    assert b": ping\n\n" in events[events.index(stream(spoken("I"))) :]
    delivered = b"".join(event for event in events if event != b": ping\n\n")
    assert text(delivered) == OPENING + " The house is quiet." + BAD.replace("somewhat", "deeply")
    assert response.headers["x-guardrail-pending"] == "lead"


class Counting(FlagWords):
    """Counts the characters that it is given to judge."""

    read = 0

    def assess(self, reading: Any) -> Any:
        self.read += len(reading.reply.text)
        return super().assess(reading)


async def test_the_judge_reads_six_times_the_reply_at_most_however_small_the_deltas(led):
    words, counting = "This is how it is. " * 80, Counting()
    response, _, _ = await led(guard(counting), [*(chunk(letter) for letter in words), *END])
    assert text(response.content) == words
    assert counting.read <= 6 * len(words)
