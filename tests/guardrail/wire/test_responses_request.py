import json

import pytest

from guardrail.errors import AskError, InputError
from guardrail.types import Conversation
from guardrail.wire.body import parsed
from guardrail.wire.responses_request import ResponsesRequest

CALL = {"type": "function_call", "call_id": "1", "name": "f", "arguments": "{}"}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}
ITEMS = [
    {"role": "developer", "content": "Be kind."},
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}, {"type": "input_image"}]},
    THOUGHT,
    CALL,
    {"type": "function_call_output", "call_id": "1", "output": "It rains."},
    {"type": "custom_tool_call_output", "call_id": "2", "output": [{"type": "input_text", "text": "It snows."}]},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "It does."}], "id": "msg_1"},
    {"role": "user", "content": "Oh no."},
]


def request(**fields):
    return ResponsesRequest.decode(json.dumps({"model": "m", **fields}).encode())


def turns(asked):
    return [(message.role, message.text) for message in asked.conversation.messages]


def test_reads_every_item_as_a_turn_the_instructions_first():
    assert turns(request(instructions="Be brief.", input=ITEMS)) == [
        ("system", "Be brief."),
        ("developer", "Be kind."),
        ("user", "Hello"),
        ("assistant", ""),
        ("assistant", ""),
        ("tool", "It rains."),
        ("tool", "It snows."),
        ("assistant", "It does."),
        ("user", "Oh no."),
    ]


@pytest.mark.parametrize(("given", "read"), [("Hello", [("user", "Hello")]), ([], []), (None, [])])
def test_an_input_may_be_a_string_or_nothing(given, read):
    assert turns(request(input=given)) == read
    assert turns(request(input=given, instructions="")) == read


@pytest.mark.parametrize(
    "fields",
    [
        {"previous_response_id": "resp_1"},
        {"conversation": {"id": "conv_1"}},
        {"prompt": {"id": "pmpt_1"}},
        {"input": [{"type": "item_reference", "id": "msg_1"}, *ITEMS]},
        {"input": [{"id": "msg_1"}, *ITEMS]},
    ],
)
def test_knows_when_turns_are_with_the_provider(fields):
    assert not request(**{"input": "Hello", **fields}).conversation.known
    assert request(input=ITEMS).conversation.known


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (7, r"^input: found int; allowed: a string, a list of items"),
        (["x"], r"^input\[0\]: found str; allowed: an object"),
        ([{"role": "critic", "content": "x"}], r"^input\[0\]: message role: found 'critic'"),
        ([*ITEMS, {"type": "function_call_output", "output": [1]}], r"^input\[8\]: message part"),
    ],
)
def test_names_the_item_that_cannot_be_read(given, found):
    with pytest.raises(InputError, match=found):
        request(input=given)


@pytest.mark.parametrize(
    ("text", "structured"),
    [
        (None, False),
        ({"verbosity": "low"}, False),
        ({"format": {"type": "text"}}, False),
        ({"format": {"type": "json_object"}}, True),
        ({"format": {"type": "json_schema", "schema": {}}}, True),
    ],
)
def test_knows_structured_output(text, structured):
    assert request(input="x", text=text).structured is structured


OTHER = {"temperature": 0.1, "tools": [{"type": "web_search"}], "include": ["x"], "x_vendor": {"a": [1]}}
GUIDED = [{"role": "user", "content": "Hello\n\nGuidance."}]
ANSWERED = {"stream": True, "stream_options": {"include_obfuscation": False}, "background": True, "store": True}


@pytest.mark.parametrize("placement", ["system", "user"])
@pytest.mark.parametrize(
    ("fields", "instructions", "items"),
    [
        ({"input": "Hello"}, {"system": "Guidance."}, {"user": GUIDED}),
        (
            {"input": "Hello", "instructions": "Be brief."},
            {"system": "Be brief.\n\nGuidance.", "user": "Be brief."},
            {"user": GUIDED},
        ),
        (
            {"input": ITEMS},
            {},
            {
                "system": [{"role": "developer", "content": "Be kind.\n\nGuidance."}, *ITEMS[1:]],
                "user": [*ITEMS[:-1], {"role": "user", "content": "Oh no.\n\nGuidance."}],
            },
        ),
        (
            {"input": ITEMS[1:4], "previous_response_id": "resp_1"},
            {"system": "Guidance."},
            {
                "user": [
                    {**ITEMS[1], "content": [*ITEMS[1]["content"], {"type": "input_text", "text": "Guidance."}]},
                    *ITEMS[2:4],
                ]
            },
        ),
    ],
)
def test_a_repair_changes_only_instructions_and_input_and_how_it_is_answered(fields, instructions, items, placement):
    asked = request(**fields, **OTHER, **ANSWERED)
    sent = parsed(asked.repair(asked.conversation.with_guidance("Guidance.", placement)))
    given = [{"role": "user", "content": fields["input"]}] if isinstance(fields["input"], str) else fields["input"]
    assert sent.pop("input") == items.get(placement, given)
    assert sent.pop("instructions", None) == instructions.get(placement)
    kept = {key: value for key, value in fields.items() if key == "previous_response_id"}
    assert sent == {"model": "m", **OTHER, **kept, "stream": False, "store": False}


@pytest.mark.parametrize(
    ("fields", "instructions", "items"),
    [
        ({"input": "Hello"}, "Guidance.", [{"role": "user", "content": "Hello"}]),
        (
            {"input": "Hello", "instructions": "Be brief."},
            "Be brief.",
            [{"role": "developer", "content": "Guidance."}, {"role": "user", "content": "Hello"}],
        ),
    ],
)
def test_a_developers_guidance_has_its_own_place(fields, instructions, items):
    asked = request(**fields)
    sent = parsed(asked.repair(asked.conversation.with_guidance("Guidance.", "developer")))
    assert (sent["instructions"], sent["input"]) == (instructions, items)


def test_a_repair_is_not_written_into_a_conversation_that_the_provider_keeps():
    asked = request(input="Hello", conversation="conv_1")
    with pytest.raises(AskError, match="kept by the provider"):
        asked.repair(asked.conversation.with_guidance("Guidance."))


@pytest.mark.parametrize("bound", [{}, {"max_output_tokens": 20}])
def test_a_question_of_our_own_takes_only_the_model_along(bound):
    body = {"model": "m", "input": "Hi", "tools": [{}], "text": {"format": {}}, "previous_response_id": "r", **bound}
    question = Conversation.of([{"role": "system", "content": "Judge."}, {"role": "user", "content": "{}"}])
    assert json.loads(ResponsesRequest.of(body).consult(question, 700)) == {
        "model": "m",
        "instructions": "Judge.",
        "input": [{"role": "user", "content": "{}"}],
        "store": False,
        **dict.fromkeys(bound, 700),
    }
