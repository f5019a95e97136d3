from enum import IntEnum

import pytest
from langchain_core.messages import AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.prompt_values import ChatPromptValue

from guardrail.types import Conversation
from guardrail_adapters.langchain.messages import as_chunk, conversation_of, messages_from, messages_of, reply_of

IMAGE = {"type": "image", "url": "https://example.org/dog.png"}
TURNS = [
    SystemMessage("Be kind."),
    HumanMessage([{"type": "text", "text": "Look."}, IMAGE], id="h1"),
    AIMessage("", tool_calls=[{"name": "look", "args": {}, "id": "c1"}]),
    ToolMessage("A dog.", tool_call_id="c1"),
    ChatMessage("An aside.", role="control"),
    ChatMessage("Thanks.", role="user"),
]


class FinishReason(IntEnum):
    MAX_TOKENS = 2


def test_roles_and_text():
    read = [(message.role, message.text) for message in conversation_of(TURNS).messages]
    assert read == [
        ("system", "Be kind."),
        ("user", "Look."),
        ("assistant", ""),
        ("tool", "A dog."),
        ("tool", "An aside."),
        ("user", "Thanks."),
    ]


def test_the_same_messages_come_back():
    back = messages_of(conversation_of(TURNS))
    assert all(new is old for new, old in zip(back, TURNS, strict=True))


@pytest.mark.parametrize(("settings", "known"), [(None, True), ({}, True), ({"previous_response_id": "r1"}, False)])
def test_a_history_on_the_providers_side_is_not_known(settings, known):
    assert conversation_of(TURNS, settings).known is known


def test_guidance_joins_the_system_message():
    opening, *rest = messages_of(conversation_of(TURNS).with_guidance("Name the loss."))
    assert opening == SystemMessage("Be kind.\n\nName the loss.")
    assert rest == TURNS[1:]


def test_messages_of_ours_are_made_by_their_role():
    talk = Conversation.of([{"role": "system", "content": "Assess."}, {"role": "user", "content": "{}"}])
    assert messages_of(talk) == [SystemMessage("Assess."), HumanMessage("{}")]


def test_guidance_without_a_system_message_and_beside_an_image():
    turns = TURNS[1:2]
    assert messages_of(conversation_of(turns).with_guidance("Name it."))[0] == SystemMessage("Name it.")
    (asked,) = messages_of(conversation_of(turns).with_guidance("Name it.", "user"))
    assert asked.id == "h1"
    assert asked.content == [*turns[0].content, {"type": "text", "text": "Name it."}]


@pytest.mark.parametrize(
    "given",
    ["Hello.", ChatPromptValue(messages=[HumanMessage("Hello.")]), [("user", "Hello.")], [HumanMessage("Hello.")]],
)
def test_whatever_a_model_takes(given):
    assert messages_from(given) == [HumanMessage("Hello.")]


@pytest.mark.parametrize(
    ("message", "marks"),
    [
        (AIMessage("Hi."), set()),
        (AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": "1"}]), {"tool_calls"}),
        (AIMessage("No.", additional_kwargs={"refusal": "No."}), {"refusal"}),
        (AIMessage([{"type": "refusal", "refusal": "No."}]), {"refusal"}),
        (AIMessage("No.", response_metadata={"stop_reason": "refusal"}), {"refusal"}),
        (AIMessage("And th", response_metadata={"finish_reason": "length"}), {"truncated"}),
        (AIMessage("No.", response_metadata={"finish_reason": "FinishReason.PROHIBITED_CONTENT"}), {"refusal"}),
        (AIMessage("No.", response_metadata={"stopReason": "guardrail_intervened"}), {"refusal"}),
        (AIMessage("And th", response_metadata={"stop_reason": "max_tokens"}), {"truncated"}),
        (AIMessage("And th", response_metadata={"finish_reason": FinishReason.MAX_TOKENS}), {"truncated"}),
        (AIMessage("And th", response_metadata={"incomplete_details": {"reason": "max_output_tokens"}}), {"truncated"}),
        (AIMessage("Hi.", response_metadata={"finish_reason": "stop", "incomplete_details": None}), set()),
    ],
)
def test_what_a_reply_is_besides_prose(message, marks):
    reply = reply_of(message)
    assert {name for name in ("refusal", "tool_calls", "structured", "truncated") if getattr(reply, name)} == marks
    assert reply.payload is message


def test_the_tokens_of_a_call_come_with_its_reply():
    usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
    assert reply_of(AIMessage("Hi.", usage_metadata=usage)).tokens == 7
    assert reply_of(AIMessage("Hi.")).tokens == 0


def test_a_chunk_keeps_everything():
    message = AIMessage("Hi.", id="m", tool_calls=[{"name": "f", "args": {"a": 1}, "id": "1"}], name="ann")
    chunk = as_chunk(message)
    assert (chunk.content, chunk.id, chunk.name) == ("Hi.", "m", "ann")
    assert chunk.tool_calls == message.tool_calls
    assert as_chunk(chunk) is chunk
