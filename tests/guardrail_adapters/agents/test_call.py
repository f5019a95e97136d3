import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import AgentOutputSchema, ModelSettings, ModelTracing
from agents.agent_output import AgentOutputSchemaBase
from pydantic import BaseModel

from guardrail.errors import AskError
from guardrail.types import Conversation
from guardrail_adapters.agents.call import Call
from tests.guardrail_adapters.agents.conftest import ASK

WARM, TOOL = ModelSettings(temperature=0.3), object()
KEPT = {"previous_response_id": None, "conversation_id": None, "prompt": None}
PICTURE = {"type": "input_image", "image_url": "https://example.org/dog.png", "detail": "auto"}


class Tone(BaseModel):
    tone: str


def call(said=ASK, instructions="Be kind.", schema: AgentOutputSchemaBase | None = None, **kept):
    return Call.of(None, instructions, said, WARM, [TOOL], schema, [], tracing=ModelTracing.ENABLED, **{**KEPT, **kept})


def test_the_conversation_is_read_from_what_the_model_is_called_with():
    items = [{"role": "user", "content": ASK}, {"type": "function_call_output", "call_id": "c", "output": "twelve"}]
    turns = call(items).request.conversation.messages
    assert [(turn.role, turn.text) for turn in turns] == [("system", "Be kind."), ("user", ASK), ("tool", "twelve")]


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ({}, True),
        ({"previous_response_id": "r"}, False),
        ({"conversation_id": "c"}, False),
        ({"prompt": {"id": "p"}}, False),
    ],
)
def test_turns_that_the_provider_has_are_unknown(kept, known):
    assert call(**kept).request.conversation.known is known


@pytest.mark.parametrize(("schema", "structured"), [(None, False), (str, False), (Tone, True)])
def test_output_in_a_schema_is_structured(schema, structured):
    assert call(schema=schema and AgentOutputSchema(schema)).request.structured is structured


def again(placement="system", **fields):
    asked = call(**fields)
    return asked.again(asked.request.conversation.with_guidance("Do better.", placement))


def test_guidance_joins_the_instructions():
    asked = again()
    assert (asked.system_instructions, asked.input) == ("Be kind.\n\nDo better.", [{"role": "user", "content": ASK}])
    assert (asked.model_settings, asked.tools, asked.kept) == (WARM, [TOOL], KEPT)
    assert again(instructions=None).system_instructions == "Do better."


def test_guidance_joins_what_the_person_said_last():
    said = [{"role": "user", "content": [PICTURE]}]
    assert again("user").input == [{"role": "user", "content": f"{ASK}\n\nDo better."}]
    assert again("user", said=said).input[0]["content"] == [PICTURE, {"type": "input_text", "text": "Do better."}]


def test_a_conversation_that_the_provider_keeps_is_not_written_into():
    with pytest.raises(AskError):
        again(conversation_id="c")


def test_a_question_has_neither_tools_nor_settings_nor_turns_of_the_call():
    asked = [{"role": "system", "content": "Judge."}, {"role": "user", "content": "{}"}]
    question = call(previous_response_id="r", schema=AgentOutputSchema(Tone)).question(Conversation.of(asked))
    assert (question.system_instructions, question.input) == ("Judge.", asked[1:])
    assert (question.tools, question.output_schema, question.model_settings) == ([], None, ModelSettings())
    assert question.kept == KEPT
