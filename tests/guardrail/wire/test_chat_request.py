import json

import pytest

from guardrail.errors import InputError
from guardrail.types import Conversation
from guardrail.wire.body import parsed
from guardrail.wire.chat_request import ChatRequest

MESSAGES = [{"role": "user", "content": [{"type": "text", "text": "Hello"}, {"type": "image_url", "image_url": {}}]}]


def request(**fields):
    return ChatRequest.decode(json.dumps({"model": "m", "messages": MESSAGES, **fields}).encode())


def test_reads_the_conversation():
    assert request().conversation.last_user == "Hello"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe{", b"[1]", b"{", b"[" * 100_000, b'{"model":"m"}', b'{"messages":"x"}']
)
def test_refuses_what_is_no_request(content):
    with pytest.raises(InputError):
        ChatRequest.decode(content)


def test_names_the_message_that_cannot_be_read():
    with pytest.raises(InputError, match=r"messages\[1\]"):
        ChatRequest.of({"messages": [*MESSAGES, {"role": "critic", "content": "no"}]})


@pytest.mark.parametrize(
    ("fields", "structured"),
    [
        ({}, False),
        ({"response_format": None}, False),
        ({"response_format": {"type": "text"}}, False),
        ({"response_format": {"type": "json_object"}}, True),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, True),
    ],
)
def test_knows_structured_output(fields, structured):
    assert request(**fields).structured is structured


def test_a_repair_changes_only_messages_n_and_streaming():
    asked = request(n=3, stream=True, stream_options={"include_usage": True}, temperature=0.1, x_vendor={"a": [1]})
    guided = Conversation.of(MESSAGES).with_guidance("Be specific.")
    assert parsed(asked.repair(guided)) == {
        "model": "m",
        "temperature": 0.1,
        "x_vendor": {"a": [1]},
        "messages": [{"role": "system", "content": "Be specific."}, *MESSAGES],
        "n": 1,
        "stream": False,
    }


@pytest.mark.parametrize("bound", [{}, {"max_tokens": 20}, {"max_completion_tokens": 20}])
def test_a_question_of_our_own_takes_only_the_model_along(bound):
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "tools": [{}], "stream": True, "stop": ["x"]}
    question = Conversation.of([{"role": "system", "content": "Judge."}, {"role": "user", "content": "{}"}])
    asked = json.loads(ChatRequest.of({**body, **bound}).consult(question, 700))
    assert asked == {"model": "m", "messages": question.to_openai(), **dict.fromkeys(bound, 700)}


def test_a_question_to_a_deployment_names_no_model():
    assert "model" not in json.loads(ChatRequest.of({"messages": []}).consult(Conversation.of("Hi"), 700))
