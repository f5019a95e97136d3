import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import Usage
from agents.items import ModelResponse
from agents.testing import function_call
from openai.types.responses import ResponseCompletedEvent, ResponseIncompleteEvent

from guardrail_adapters.agents.shapes import Made, content_of, events_of, frames_of, items_of
from tests.guardrail_adapters.agents.conftest import BAD, GOOD, message


def test_only_the_items_that_changed_are_new():
    came = [message(BAD), function_call("f", {}, call_id="c")]
    content = content_of(ModelResponse(came, Usage(), None))
    assert all(new is old for new, old in zip(items_of(came, content), came, strict=True))
    first, second = items_of(came, content.replace(BAD.encode(), GOOD.encode()))
    assert (type(first), first.content[0].text, first.id) == (type(came[0]), GOOD, came[0].id)
    assert type(first.content[0]) is type(came[0].content[0])
    assert second is came[1]


@pytest.mark.parametrize("status", ["completed", "incomplete"])
def test_a_message_that_was_cut_off_cuts_off_the_response(status):
    cut = message(BAD).model_copy(update={"status": status})
    assert f'"status":"{status}"}}'.encode() in content_of(ModelResponse([cut], Usage(), None))[-30:]


async def test_only_the_events_that_changed_are_new(script):
    from agents import ModelSettings, ModelTracing

    plain = (None, "Hi.", ModelSettings(), [], None, [], ModelTracing.DISABLED)
    kept = dict.fromkeys(("previous_response_id", "conversation_id", "prompt"))
    came = [event async for event in script("One day.").stream_response(*plain, **kept)]
    content = frames_of(came)
    assert all(new is old for new, old in zip(events_of(came, content), came, strict=True))
    fresh = events_of(came, content.replace(b"One day.", b"Some day."))
    assert [type(event) for event in fresh] == [type(event) for event in came]
    assert {new is old for new, old in zip(fresh, came, strict=True) if "One" in str(old)} == {False}
    assert fresh[-1].response.output[0].content[0].text == "Some day."


def test_a_stream_that_was_cut_off_is_completed_by_words_that_are_whole():
    cut = ResponseIncompleteEvent.construct(type="response.incomplete", response={"output": []}, sequence_number=0)
    (ended,) = events_of([cut], frames_of([cut]).replace(b"incomplete", b"completed"))
    assert (type(ended), ended.type) == (ResponseCompletedEvent, "response.completed")


def test_usage_is_told_as_the_wire_tells_it():
    usage = Usage(requests=1, input_tokens=3, output_tokens=2, total_tokens=5)
    told = Made.of(ModelResponse([], usage, None)).response["usage"]
    assert (told["input_tokens"], told["output_tokens"], told["total_tokens"]) == (3, 2, 5)
    assert told["output_tokens_details"] == {"reasoning_tokens": 0}
