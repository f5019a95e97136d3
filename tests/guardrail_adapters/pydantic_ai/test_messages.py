import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from pydantic_ai.messages import (
    ImageUrl,
    InstructionPart,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextContent,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters

from guardrail.types import Conversation
from guardrail_adapters.pydantic_ai.messages import asking, conversation_of, question

IMAGE = ImageUrl("https://example.org/dog.png")
SAID = ModelRequest([SystemPromptPart("Be brief."), UserPromptPart(["My dog died.", IMAGE, TextContent("This one.")])])
FEEDBACK = "Your reply failed.\n<pyai:retry_feedback>\nAgain.\n</pyai:retry_feedback>"
CALLED = ModelResponse([TextPart("I look."), ToolCallPart("look_up")])
RETURNED = ModelRequest([ToolReturnPart("look_up", {"age": 12}), UserPromptPart(FEEDBACK), UserPromptPart("Well?")])
MESSAGES = [SAID, CALLED, RETURNED]
TOLD = ModelRequestParameters(instruction_parts=[InstructionPart("Be kind."), InstructionPart("Be true.")])
PLAIN = ModelRequestParameters(instruction_parts=[])


def test_every_turn_has_its_role_and_its_words():
    assert [(turn.role, turn.text) for turn in conversation_of(MESSAGES, TOLD).messages] == [
        ("system", "Be kind.\n\nBe true."),
        ("system", "Be brief."),
        ("user", "My dog died.\nThis one."),
        ("assistant", "I look."),
        ("tool", '{"age":12}'),
        ("tool", FEEDBACK),
        ("user", "Well?"),
    ]


def test_without_an_agent_the_instructions_are_those_of_the_last_request():
    request = ModelRequest.user_text_prompt("Hi.", instructions="Be kind.")
    assert conversation_of([request], ModelRequestParameters()).messages[0].text == "Be kind."
    messages, parameters = _asked([request], ModelRequestParameters())
    assert [part.content for part in parameters.instruction_parts] == ["Be kind.", "Do better."]
    assert messages == [request]


def _asked(messages, parameters, placement="system"):
    return asking(messages, parameters, conversation_of(messages, parameters).with_guidance("Do better.", placement))


def test_guidance_joins_the_instructions_where_there_are_some():
    messages, parameters = _asked(MESSAGES, TOLD)
    assert [part.content for part in parameters.instruction_parts] == ["Be kind.", "Be true.", "Do better."]
    assert all(new is old for new, old in zip(messages, MESSAGES, strict=True))
    assert len(TOLD.instruction_parts) == 2


def test_guidance_joins_the_system_prompt_where_there_is_but_one():
    messages, parameters = _asked(MESSAGES, PLAIN)
    assert messages[0].parts[0].content == "Be brief.\n\nDo better."
    assert (messages[0].parts[1], messages[1:], parameters) == (SAID.parts[1], MESSAGES[1:], PLAIN)
    assert SAID.parts[0].content == "Be brief."


def test_guidance_becomes_the_instructions_where_there_is_nothing_of_the_kind():
    messages, parameters = _asked([RETURNED], PLAIN)
    assert [part.content for part in parameters.instruction_parts] == ["Do better."]
    assert messages == [RETURNED]


@pytest.mark.parametrize(
    ("content", "longer"),
    [
        ("Well?", "Well?\n\nDo better."),
        (["See.", IMAGE], ["See.", IMAGE, "Do better."]),
    ],
)
def test_guidance_joins_what_the_person_said_last(content, longer):
    last = ModelRequest([UserPromptPart(content)])
    messages, parameters = _asked([SAID, CALLED, last], TOLD, "user")
    assert messages[2].parts[0].content == longer
    assert (messages[:2], parameters) == ([SAID, CALLED], TOLD)


def test_a_question_of_the_guards_own_has_neither_tools_nor_formats():
    asked = Conversation.of([{"role": "system", "content": "Judge."}, {"role": "user", "content": "{}"}])
    (request,), parameters = question(asked)
    assert ([part.content for part in request.parts], request.instructions) == (["{}"], "Judge.")
    assert parameters == ModelRequestParameters(instruction_parts=[InstructionPart("Judge.")])
