"""The real SDK's Responses API, over real HTTP: through the transport, through a guarded client, through the proxy."""

from __future__ import annotations

import asyncio

import pytest
from openai import NotFoundError, RateLimitError
from pydantic import BaseModel

from guardrail_adapters.scripted import Fault

ASK = "My dog barks in the morning and I walk him then."
AGAIN = "I still cannot believe that she is gone."
BEFORE = "My name is Anna, and my dog has been ill since June."
PLAIN = "Could you tell me what I can do on Sunday?"
JSON = "Please give me the tone of my letter as JSON."
BUSY = "Is anybody there to talk to me today?"
TOOL = "Please look up when the vet opens on Monday."
TWO = "Please look it up, and then tell me how I feel."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
WELL, STEP = "You could take a long walk along the river.", "Let me look that up for you."
CALL = {"id": "call_1", "type": "function", "function": {"name": "hours", "arguments": '{"day": "Monday"}'}}
NUMBERED = {
    f"My dog number {n} died this morning.": (f"Dog {n} is somewhat dead.", f"I am so sorry about dog {n}.")
    for n in range(50)
}


class Tone(BaseModel):
    tone: str


@pytest.fixture(scope="module")
def script():
    return {
        ASK: (BAD, GOOD),
        AGAIN: (BAD, GOOD),
        BEFORE: (WELL,),
        PLAIN: (WELL,),
        JSON: ('{"tone": "somewhat sad"}',),
        BUSY: (Fault.RATE_LIMITED,),
        TOOL: ({"content": BAD, "tool_calls": [CALL]}, GOOD),
        TWO: ((STEP, BAD), f"{STEP}\n\n{GOOD}"),
        **NUMBERED,
    }


def asking(text, **fields):
    return {"model": "m", "input": text, **fields}


def whole_texts(events):
    """The reply in each of the places of a stream where it stands whole."""
    return {
        "text done": "".join(event.text for event in events if event.type == "response.output_text.done"),
        "part done": "".join(event.part.text for event in events if event.type == "response.content_part.done"),
        "item done": "".join(
            event.item.content[0].text for event in events if event.type == "response.output_item.done"
        ),
        "completed": events[-1].response.output_text,
    }


def deltas(events):
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


def test_create(client):
    assert client.responses.create(**asking(ASK)).output_text == GOOD
    assert client.responses.create(**asking([{"role": "user", "content": PLAIN}])).output_text == WELL


def test_a_stream_that_is_repaired_says_the_same_in_every_place(client):
    events = list(client.responses.create(**asking(ASK, stream=True)))
    assert whole_texts(events) == dict.fromkeys(("text done", "part done", "item done", "completed"), GOOD)
    assert deltas(events) == GOOD
    assert [event.sequence_number for event in events] == [*range(len(events))]
    assert {str(event.logprobs) for event in events if hasattr(event, "logprobs")} == {"[]"}


def test_usage_is_the_sum_of_both_calls_and_the_id_is_the_one_that_is_kept(client):
    whole = client.responses.create(**asking(ASK))
    streamed = list(client.responses.create(**asking(ASK, stream=True)))[-1].response
    assert whole.usage == streamed.usage
    assert whole.usage.output_tokens == len(f"{BAD} {GOOD}".split())
    assert client.responses.input_items.list(whole.id).data[0].content == ASK


def test_stream_left_half_way(client):
    with client.responses.create(**asking(PLAIN, stream=True)) as events:
        assert next(iter(events)).type == "response.created"
    assert client.responses.create(**asking(PLAIN)).output_text == WELL


def test_event_stream(client):
    with client.responses.stream(**asking(ASK)) as events:
        found = list(events)
        assert events.get_final_response().output_text == GOOD
    assert deltas(found) == GOOD
    assert [event.snapshot for event in found if event.type == "response.output_text.delta"][-1] == GOOD


def test_raw_and_streaming_response(client):
    raw = client.responses.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-action"] == "regenerate"
    assert raw.parse().output_text == GOOD
    streamed = client.responses.with_raw_response.create(**asking(ASK, stream=True))
    assert streamed.headers["x-guardrail-modes"] == "emotional_attenuation"
    assert deltas(list(streamed.parse())) == GOOD
    with client.responses.with_streaming_response.create(**asking(ASK)) as response:
        assert response.parse().output_text == GOOD


def test_parse_leaves_structured_output_alone(client):
    assert client.responses.parse(**asking(JSON, text_format=Tone)).output_parsed == Tone(tone="somewhat sad")


def test_words_change_and_calls_stay(client):
    message, call = client.responses.create(**asking(TOOL)).output
    assert message.content[0].text == GOOD
    assert (call.name, call.arguments) == ("hours", '{"day": "Monday"}')
    events = list(client.responses.create(**asking(TOOL, stream=True)))
    assert events[-1].response.output[0].content[0].text == deltas(events) == GOOD
    assert [event.arguments for event in events if event.type == "response.function_call_arguments.done"] == [
        '{"day": "Monday"}'
    ]


def test_of_two_messages_each_keeps_what_is_its_own(client):
    found = client.responses.create(**asking(TWO))
    assert [item.content[0].text for item in found.output] == [STEP, GOOD]
    events = list(client.responses.create(**asking(TWO, stream=True)))
    assert [event.text for event in events if event.type == "response.output_text.done"] == [STEP, GOOD]


def test_what_is_retrieved_is_guarded_too(client):
    made = client.responses.create(**asking(ASK))
    raw = client.responses.with_raw_response.retrieve(made.id)
    assert (raw.headers["x-guardrail-action"], raw.parse().output_text) == ("regenerate", GOOD)
    events = list(client.responses.retrieve(made.id, stream=True))
    assert set(whole_texts(events).values()) == {deltas(events)} == {GOOD}
    assert client.responses.retrieve(client.responses.create(**asking(PLAIN)).id).output_text == WELL


def test_a_response_in_the_background_is_guarded_when_it_is_there(client):
    raw = client.responses.with_raw_response.create(**asking(ASK, background=True))
    assert raw.headers["x-guardrail-skipped"] == "response queued"
    queued = raw.parse()
    assert queued.status == "queued"
    assert client.responses.retrieve(queued.id).output_text == GOOD


def test_turns_that_are_with_the_provider_are_read(client):
    before = client.responses.create(**asking(BEFORE))
    raw = client.responses.with_raw_response.create(
        **asking([{"type": "function_call_output", "call_id": "1", "output": "x"}], previous_response_id=before.id)
    )
    assert "x-guardrail-history" not in raw.headers
    assert "x-guardrail-skipped" not in raw.headers


def test_turns_that_cannot_be_read_are_said_to_be_unknown(client):
    before = client.responses.create(**asking(BEFORE))
    raw = client.responses.with_raw_response.create(**asking(AGAIN, previous_response_id=before.id, store=False))
    assert raw.headers["x-guardrail-history"] == "unknown"
    assert raw.parse().output_text == GOOD


def test_options_and_errors_are_the_sdks_own(client):
    other = client.with_options(timeout=5)
    with pytest.raises(RateLimitError) as caught:
        other.responses.create(**asking(BUSY))
    assert caught.value.response.headers["retry-after"] == "7"
    with pytest.raises(NotFoundError):
        other.responses.retrieve("resp_none")
    assert other.responses.create(**asking(ASK)).output_text == GOOD


async def test_async(aclient):
    made = await aclient.responses.create(**asking(ASK))
    assert made.output_text == GOOD
    events = [event async for event in await aclient.responses.create(**asking(ASK, stream=True))]
    assert set(whole_texts(events).values()) == {deltas(events)} == {GOOD}
    async with aclient.responses.stream(**asking(ASK)) as stream:
        assert (await stream.get_final_response()).output_text == GOOD
    parsed = await aclient.responses.parse(**asking(JSON, text_format=Tone))
    assert parsed.output_parsed == Tone(tone="somewhat sad")
    raw = await aclient.responses.with_raw_response.create(**asking(ASK))
    assert raw.headers["x-guardrail-modes"] == "emotional_attenuation"
    assert (await aclient.responses.retrieve(made.id)).output_text == GOOD
    async with aclient.responses.with_streaming_response.create(**asking(ASK)) as response:
        assert (await response.parse()).output_text == GOOD
    before = await aclient.responses.create(**asking(BEFORE))
    later = await aclient.responses.with_raw_response.create(**asking(PLAIN, previous_response_id=before.id))
    assert "x-guardrail-history" not in later.headers


@pytest.mark.parametrize("stream", [False, True])
async def test_fifty_at_once_do_not_mix_replies(aclient, stream):
    async def ask(text):
        found = await aclient.responses.create(**asking(text, stream=stream))
        return deltas([event async for event in found]) if stream else found.output_text

    assert await asyncio.gather(*map(ask, NUMBERED)) == [better for _, better in NUMBERED.values()]
