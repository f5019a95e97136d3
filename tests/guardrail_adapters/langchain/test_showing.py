import re

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from guardrail import Guard
from guardrail.policy.schema import Policy, Repair, Streaming
from guardrail.testing import FlagWords
from guardrail_adapters.langchain import GuardedChatModel
from guardrail_adapters.langchain.messages import conversation_of
from guardrail_adapters.langchain.showing import Showing

OPENING = "I am so sorry that your dog died this morning. He was with you for ten years."
SENT = OPENING + " The house is quiet without him."  # what has left when the reply's end comes
CALM = SENT + " You may want to sit down for a while."
CLEAN, BAD, GOOD = (CALM + end for end in (" I am here.", " That is somewhat sad.", " That is deeply sad."))
LED = Streaming(mode="lead", opening=9)
CALL = {"name": "f", "args": "{}", "id": "c1", "index": 0}


def leading(**policy):
    policy = {"streaming": LED, "repair": Repair(attempts=0), **policy}
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat", replacement="deeply")])


def chunks(text, **fields):
    words = re.findall(r"\s*\S+", text)
    return [ChatGenerationChunk(message=AIMessageChunk(word, id="m1", **fields)) for word in words]


def said(shown):
    return "".join(chunk.message.text for chunk in shown)


async def shown_of(model, way, person):
    if way == "stream":
        return list(model.stream(person))
    return [chunk async for chunk in model.astream(person)]


@pytest.mark.parametrize("way", ["stream", "astream"])
@pytest.mark.parametrize(("came", "left"), [(CLEAN, CLEAN), (BAD, GOOD)], ids=["clean", "mended in its tail"])
async def test_checked_sentences_are_shown_while_the_rest_comes(way, came, left, scripted, person):
    seen = await shown_of(GuardedChatModel(bound=scripted(came), guard=leading()), way, person)
    whole = sum(seen[1:], seen[0])
    assert whole.text == left
    assert whole.usage_metadata["total_tokens"] == 15
    assert [chunk.text for chunk in seen[:3]] == ["I ", "am ", "so "]
    assert len({chunk.id for chunk in seen}) == 1


def test_the_stream_begins_before_its_end(scripted, person):
    model = scripted(CLEAN)
    first = next(GuardedChatModel(bound=model, guard=leading()).stream(person))
    assert first.text == "I "


@pytest.mark.parametrize("way", ["stream", "astream"])
async def test_a_finding_in_the_opening_holds_all(way, scripted, person):
    bad = f"That is somewhat sad. {CLEAN}"
    seen = await shown_of(GuardedChatModel(bound=scripted(bad), guard=leading()), way, person)
    assert [chunk.text for chunk in seen if chunk.text] == [bad.replace("somewhat", "deeply")]


async def test_the_model_goes_on_from_what_was_shown_and_is_counted_once(scripted, person):
    policy = {"streaming": LED.model_copy(update={"continuation": True}), "repair": Repair(attempts=1)}
    armed = Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat")])
    model = scripted(BAD, "He had ten good years with you.")
    seen = await shown_of(GuardedChatModel(bound=model, guard=armed), "astream", person)
    whole = sum(seen[1:], seen[0])
    assert whole.text == f"{SENT} He had ten good years with you."
    assert whole.usage_metadata["total_tokens"] == 30


@pytest.mark.parametrize(
    "fields", [{"structured": True}, {"conversation": conversation_of([], {"previous_response_id": "r"})}]
)
def test_structured_output_and_unknown_turns_are_held(fields, person):
    showing = Showing(**{"guard": leading(), "conversation": conversation_of(person), **fields})
    assert [shown for chunk in chunks(CLEAN) for shown in showing.hear(chunk)] == []
    assert (said(showing.held), showing.left, showing.sent) == (CLEAN, 0, "")


@pytest.mark.parametrize("odd", [{"content": [{"type": "text", "text": " So."}]}, {"tool_call_chunks": [CALL]}])
def test_from_the_first_chunk_that_is_more_than_words_all_is_held(odd, person):
    showing = Showing(leading(), conversation_of(person))
    shown = [each for chunk in chunks(CLEAN) for each in showing.hear(chunk)]
    message = AIMessageChunk(**{"content": "", "id": "m1", **odd})
    more = [ChatGenerationChunk(message=message), *chunks(f" {CLEAN}")]
    assert said(shown) == said(chunks(SENT))
    assert [each for chunk in more for each in showing.hear(chunk)] == []
    assert showing.left == len(shown)


def test_what_is_observed_is_shown_at_once(person):
    showing = Showing(leading(streaming=Streaming(mode="observe")), conversation_of(person))
    assert [showing.hear(chunk) for chunk in chunks("I am")] == [[chunk] for chunk in chunks("I am")]


async def test_a_reply_with_a_call_keeps_its_call_once(scripted, person):
    call = AIMessage(CLEAN, tool_calls=[{"name": "f", "args": {}, "id": "c1"}])
    seen = await shown_of(GuardedChatModel(bound=scripted(call), guard=leading()), "stream", person)
    whole = sum(seen[1:], seen[0])
    assert (whole.text, len(whole.tool_calls)) == (CLEAN, 1)
