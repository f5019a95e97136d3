import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from guardrail_adapters.scripted.responses import Store, events, messages, response

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
ASKED = [{"id": "item_0", "type": "message", "role": "user", "content": "Hello there"}]
SAID = [{"content": "One two."}, {"content": "Three.", "tool_calls": [CALL]}, {"refusal": "No."}]
EVENT = TypeAdapter(ResponseStreamEvent)


@pytest.fixture
def whole():
    return response({"model": "m", "input": "Hello there"}, ASKED, SAID, 7)


def test_a_response_has_the_shape_that_the_sdk_reads(whole):
    found = Response.model_validate(whole, strict=True)
    assert found.output_text == "One two.Three."
    assert [item.type for item in found.output] == ["message", "message", "function_call", "message"]
    assert (found.usage.input_tokens, found.usage.output_tokens) == (2, 3)


def test_its_events_have_the_shape_that_the_sdk_reads_and_end_with_it(whole):
    told = list(events(whole))
    for event in told:
        EVENT.validate_python(event)
    assert [event["sequence_number"] for event in told] == [*range(len(told))]
    assert (
        "".join(event["delta"] for event in told if event["type"] == "response.output_text.delta") == "One two.Three."
    )
    assert [event["item"] for event in told if event["type"] == "response.output_item.done"] == whole["output"]
    assert told[-1]["response"] is whole


def test_a_store_knows_what_was_asked_before(whole):
    store = Store()
    store.keep(whole, ASKED)
    asked = store.asked({"previous_response_id": whole["id"], "input": [{"role": "user", "content": "And?"}]})
    assert [item["role"] for item in messages(asked)] == ["user", "assistant", "assistant", "assistant", "user"]
    store.keep(response({"store": False}, asked, SAID, 8), asked)
    assert list(store.responses) == [whole["id"]]


def test_a_page_has_the_newest_items_first_if_so_wanted():
    store = Store(items={"resp": [{"id": "1"}, {"id": "2"}, {"id": "3"}]})
    assert store.page("resp", newest_first=True, limit=2)["data"] == [{"id": "3"}, {"id": "2"}]
    assert store.page("resp", newest_first=False, limit=3) == {
        "object": "list",
        "data": [{"id": "1"}, {"id": "2"}, {"id": "3"}],
        "has_more": False,
    }
