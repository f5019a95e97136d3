import json
from dataclasses import dataclass, field

import pytest

from guardrail.types import Reply
from guardrail.wire.body import parsed
from guardrail.wire.responses_history import History, creating, history, retrieving
from guardrail.wire.responses_request import ResponsesRequest

HELLO = {"type": "message", "id": "msg_1", "role": "user", "content": [{"type": "input_text", "text": "My dog died."}]}
SAID = {"type": "message", "id": "msg_2", "role": "assistant", "content": [{"type": "output_text", "text": "Oh no."}]}
NOW = {"type": "message", "id": "msg_3", "role": "user", "content": [{"type": "input_text", "text": "Yes."}]}
ITEMS = [HELLO, SAID, NOW]
ASKED = ResponsesRequest.of({"model": "m", "input": "Yes.", "previous_response_id": "resp_1", "temperature": 0.5})


@dataclass(frozen=True)
class Answered:
    response: dict = field(default_factory=lambda: {"id": "resp_2"})
    replies: dict = field(default_factory=lambda: {0: Reply("I am sorry.")})


def page(items, **fields):
    return json.dumps({"object": "list", "data": items[::-1], **fields}).encode()


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/v1/responses", "/v1/responses/resp_2/input_items?limit=100&order=desc"),
        (
            "/responses/resp_2?stream=true&starting_after=3&include[]=x",
            "/responses/resp_2/input_items?limit=100&order=desc",
        ),
        ("/openai/responses?api-version=1", "/openai/responses/resp_2/input_items?api-version=1&limit=100&order=desc"),
    ],
)
def test_the_turns_are_beside_the_response(target, place):
    assert history(ASKED, Answered(), target).target == place


def test_no_id_leads_to_another_place():
    assert (
        "/responses/..%2F..%2Ffiles%3F/input_items"
        in history(ASKED, Answered({"id": "../../files?"}), "/responses").target
    )


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ({"previous_response_id": None}, Answered()),
        ({"store": False}, Answered()),
        ({"prompt": {"id": "pmpt_1"}}, Answered()),
        ({}, Answered({})),
        ({}, Answered(replies={0: Reply("", tool_calls=True)})),
        ({}, Answered(replies={0: Reply("{}", structured=True)})),
        ({}, Answered(replies={0: Reply("No.", refusal=True)})),
    ],
)
def test_nothing_is_fetched_without_need_or_hope(asked, answered):
    assert history(ResponsesRequest.of({**ASKED.body, **asked}), answered, "/v1/responses") is None


def test_reads_all_turns_and_asks_again_without_the_providers_memory():
    whole = History("/x", ASKED, {"id": "resp_2"}).read(page(ITEMS))
    assert [message.text for message in whole.conversation.messages] == ["My dog died.", "Oh no.", "Yes."]
    assert whole.conversation.known
    sent = parsed(whole.repair(whole.conversation.with_guidance("Guidance.")))
    kept = {"model": "m", "temperature": 0.5, "store": False, "stream": False}
    assert sent == {**kept, "instructions": "Guidance.", "input": ITEMS}


def test_of_a_long_history_the_newest_turns_from_a_message_of_the_person_on():
    whole = History("/x", ASKED, {}).read(page([SAID, HELLO, SAID, NOW], has_more=True))
    assert whole.conversation.to_openai() == [HELLO, SAID, NOW]


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b'{"data": {}}', page([]), page([NOW]), page([HELLO, "odd"]), page([{"role": "x"}, NOW])],
)
def test_without_the_turns_the_request_is_as_it_was(content):
    assert History("/x", ASKED, {}).read(content) is ASKED


SETTINGS = {"model": "m", "tools": [], "text": {"format": {"type": "text"}}, "max_output_tokens": None, "id": "resp_2"}


@pytest.mark.parametrize(
    ("led", "turns", "instructions"),
    [
        ("Be brief.", ["Be brief.", "My dog died."], "Be brief.\n\nGuidance."),
        ([{"role": "user", "content": "Hi."}], ["Hi.", "My dog died."], "Guidance."),
        (None, ["My dog died."], "Guidance."),
    ],
)
def test_a_response_that_is_retrieved_is_asked_for_again_as_it_was_asked_for(led, turns, instructions):
    asked = retrieving(b"")
    whole = History("/x", asked, {**SETTINGS, "instructions": led}).read(page([HELLO]))
    assert (asked.conversation.known, whole.conversation.known) == (False, True)
    assert [message.text for message in whole.conversation.messages] == turns
    sent = parsed(whole.repair(whole.conversation.with_guidance("Guidance.")))
    first = led if isinstance(led, list) else []
    again = {"model": "m", "tools": [], "text": SETTINGS["text"], "store": False, "stream": False}
    assert sent == {**again, "instructions": instructions, "input": [*first, HELLO]}


def test_a_repair_of_what_is_retrieved_is_created():
    assert creating("/v1/responses/resp_1?stream=true&api-version=2") == "/v1/responses?api-version=2"
    assert creating("/responses/resp_1") == "/responses"
