import json

import pytest

from guardrail.errors import InputError
from guardrail.types import Conversation, Message
from guardrail.wire.body import parsed
from guardrail.wire.messages_request import MessagesRequest

ASK = {"role": "user", "content": "My dog died this morning."}
CALL = {
    "role": "assistant",
    "content": [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "tool_use"}],
}
RESULT = {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "Open until 5."}]}
IMAGE = {"type": "image", "source": {"type": "url", "url": "http://a.test/dog.png"}}
CACHED = {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}
GUIDE = "Name the dog."


def request(*messages, **fields):
    found = {"model": "m", "max_tokens": 9, "messages": messages or [ASK], **fields}
    return MessagesRequest.decode(json.dumps(found).encode())


def repaired(asked, placement="system"):
    return parsed(asked.repair(asked.conversation.with_guidance(GUIDE, placement)))


def test_the_system_prompt_opens_the_conversation():
    turns = [(turn.role, turn.text) for turn in request(system=[CACHED]).conversation.messages]
    assert turns == [("system", "Be kind."), ("user", "My dog died this morning.")]


@pytest.mark.parametrize(
    ("content", "role", "text"),
    [
        ([{"type": "text", "text": "Look:"}, IMAGE], "user", "Look:"),
        ([IMAGE], "user", ""),
        ([RESULT], "tool", "Open until 5."),
        ([{**RESULT, "content": "5 pm"}, {"type": "tool_result", "tool_use_id": "2"}], "tool", "5 pm\n"),
        ([RESULT, {"type": "text", "text": "Thanks, and he is still dead."}], "user", "Thanks, and he is still dead."),
        ([{"type": "document", "source": {"type": "text", "data": "A page."}}, "no block"], "user", "no block"),
    ],
)
def test_only_the_persons_words_are_the_persons(content, role, text):
    raw = {"role": "user", "content": content}
    assert request(raw).conversation.messages == (Message(role, text, raw),)


@pytest.mark.parametrize(
    ("fields", "system"),
    [
        ({}, GUIDE),
        ({"system": "Be kind."}, f"Be kind.\n\n{GUIDE}"),
        ({"system": [CACHED]}, [CACHED, {"type": "text", "text": GUIDE}]),
    ],
)
def test_a_developers_guidance_joins_the_system_prompt(fields, system):
    assert repaired(request(**fields), "developer")["system"] == system


def test_thinking_is_nobodys_words():
    assert request(ASK, CALL).conversation.messages[1].text == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1]",
        b'{"model":"m"}',
        b'{"messages":"x"}',
        b'{"messages":[],"system":1}',
        b'{"messages":[{"role":"user","content":[{"type":"tool_result","content":7}]}]}',
    ],
)
def test_refuses_what_is_no_request(content):
    with pytest.raises(InputError):
        MessagesRequest.decode(content)


def test_names_the_message_that_cannot_be_read():
    with pytest.raises(InputError, match=r"messages\[1\]"):
        request(ASK, {"role": "critic", "content": "no"})


@pytest.mark.parametrize(
    ("fields", "structured"),
    [
        ({}, False),
        ({"output_config": {"effort": "low"}, "tool_choice": {"type": "auto"}, "output_format": None}, False),
        ({"output_config": {"format": None}, "tool_choice": {"type": "none"}}, False),
        ({"output_config": {"format": {"type": "json_schema", "schema": {}}}}, True),
        ({"output_format": {"type": "json_schema", "schema": {}}}, True),
        ({"tool_choice": {"type": "tool", "name": "f"}}, True),
        ({"tool_choice": {"type": "any"}}, True),
    ],
)
def test_knows_structured_output(fields, structured):
    assert request(**fields).structured is structured


@pytest.mark.parametrize(
    ("came", "system"),
    [
        ({}, GUIDE),
        ({"system": ""}, GUIDE),
        ({"system": "Be kind."}, f"Be kind.\n\n{GUIDE}"),
        ({"system": [CACHED]}, [CACHED, {"type": "text", "text": GUIDE}]),
    ],
)
def test_a_repair_adds_guidance_to_the_system_prompt_and_changes_nothing_else(came, system):
    asked = request(ASK, CALL, {"role": "user", "content": [RESULT]}, stream=True, x_vendor={"a": [1]}, **came)
    assert repaired(asked) == {**asked.body, "system": system, "stream": False}


def test_a_system_message_among_the_turns_stays_there():
    turn = {"role": "system", "content": "Speak plainly."}
    asked = request(ASK, turn)
    guided = {"role": "system", "content": f"Speak plainly.\n\n{GUIDE}"}
    assert repaired(asked) == {**asked.body, "messages": [ASK, guided], "stream": False}


@pytest.mark.parametrize("system", [{}, {"system": ""}, {"system": "Be kind."}])
@pytest.mark.parametrize(
    ("content", "guided"),
    [
        (ASK["content"], f"{ASK['content']}\n\n{GUIDE}"),
        ([IMAGE], [IMAGE, {"type": "text", "text": GUIDE}]),
        ([RESULT, CACHED], [RESULT, CACHED, {"type": "text", "text": GUIDE}]),
    ],
)
def test_a_repair_can_add_guidance_to_the_persons_last_turn(content, guided, system):
    asked = request(ASK, CALL, {"role": "user", "content": content}, **system)
    turns = [ASK, CALL, {"role": "user", "content": guided}]
    assert repaired(asked, "user") == {**asked.body, "messages": turns, "stream": False}


@pytest.mark.parametrize("turns", [1, 5])
def test_a_question_of_our_own_takes_only_the_model_along(turns):
    said = [{"role": "user" if turn % 2 == 0 else "assistant", "content": "Hi"} for turn in range(turns)]
    request = MessagesRequest.of({"model": "m", "max_tokens": 9, "messages": said, "tools": [{}], "thinking": {}})
    question = Conversation.of([{"role": "system", "content": "Judge."}, {"role": "user", "content": "{}"}])
    assert json.loads(request.consult(question, 700)) == {
        "model": "m",
        "max_tokens": 700,
        "system": "Judge.",
        "messages": [{"role": "user", "content": "{}"}],
    }
