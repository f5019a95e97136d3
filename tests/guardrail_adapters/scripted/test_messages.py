import json

import httpx
import pytest

from guardrail_adapters.scripted import scripted_upstream

CALL = {"id": "toolu_1", "type": "function", "function": {"name": "vets", "arguments": '{"near": "me"}'}}
THOUGHT = {"type": "thinking", "thinking": "He is sad.", "signature": "signed"}
CITED = {"type": "text", "text": "It closes at 5.", "citations": [{"type": "char_location", "cited_text": "5"}]}
SCRIPT = {
    "Hello": ("Hi there.", "Better."),
    "Two": (("One.", "Two."),),
    "Tool": ({"content": "Wait.", "tool_calls": [CALL]},),
    "Refuse": ({"refusal": "No."},),
    "Think": ({"content": [THOUGHT, CITED]},),
}


async def post(words, path="/v1/messages", **fields):
    transport = httpx.ASGITransport(scripted_upstream(SCRIPT))
    async with httpx.AsyncClient(transport=transport, base_url="http://scripted.test") as http:
        return await http.post(path, json={"messages": [{"role": "user", "content": words}], **fields})


@pytest.mark.parametrize(
    ("words", "content", "reason"),
    [
        ("Hello", [{"type": "text", "text": "Hi there."}], "end_turn"),
        ("Two", [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}], "end_turn"),
        (
            "Tool",
            [
                {"type": "text", "text": "Wait."},
                {"type": "tool_use", "id": "toolu_1", "name": "vets", "input": {"near": "me"}},
            ],
            "tool_use",
        ),
        ("Refuse", [{"type": "text", "text": "No."}], "refusal"),
        ("Think", [THOUGHT, CITED], "end_turn"),
    ],
)
async def test_a_turn_is_said_in_blocks(words, content, reason):
    message = (await post(words)).json()
    assert (message["content"], message["stop_reason"]) == (content, reason)


@pytest.mark.parametrize("words", SCRIPT)
async def test_the_events_add_up_to_the_message(words):
    text = (await post(words, stream=True)).text
    events = [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]
    blocks = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    for event in events:
        if event["type"] == "content_block_delta":
            _fill(blocks[event["index"]], event["delta"])
    assert blocks == (await post(words)).json()["content"]
    assert [event["type"] for event in events][:2] == ["message_start", "ping"]
    assert events[-1]["type"] == "message_stop"


def _fill(block, delta):
    kind = delta["type"]
    if kind == "input_json_delta":
        block["input"] = json.loads(delta["partial_json"])
    elif kind == "citations_delta":
        block["citations"].append(delta["citation"])
    else:
        name = kind.removesuffix("_delta")
        block[name] += delta[name]


async def test_the_system_prompt_makes_it_a_repair_and_counts():
    transport = httpx.ASGITransport(scripted_upstream(SCRIPT))
    body = {"messages": [{"role": "user", "content": "Hello"}]}
    async with httpx.AsyncClient(transport=transport, base_url="http://scripted.test/v1") as http:
        said = [(await http.post("/messages", json={**body, **led})).json() for led in ({}, {"system": "Be kind."})]
        counted = (await http.post("/messages/count_tokens", json={**body, "system": "Be kind."})).json()
    assert [message["content"][0]["text"] for message in said] == ["Hi there.", "Better."]
    assert counted == {"input_tokens": said[1]["usage"]["input_tokens"]} == {"input_tokens": 3}


async def test_what_is_no_request_and_what_is_unknown_are_refused():
    refused = await post("Hello", messages=None)
    assert (refused.status_code, refused.json()["error"]["type"]) == (400, "invalid_request_error")
    assert (await post("Unknown")).status_code == 404
