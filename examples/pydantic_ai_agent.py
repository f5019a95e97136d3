"""A Pydantic AI agent whose replies are guarded: in front of a scripted model, so that it runs offline."""

import asyncio

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from guardrail_adapters.pydantic_ai import GuardCapability

PERSON = "My dog died this morning and I can't stop shaking. Fourteen years."
REPLIES = iter(
    [
        "I understand that this may be somewhat upsetting. Here are five steps for pet after-care.",
        "Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.",
    ]
)


async def scripted(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:  # noqa: ARG001  # FunctionModel's signature
    """Stands for a model; the guidance is in the instructions."""
    return ModelResponse([TextPart(next(REPLIES))])


agent = Agent(FunctionModel(scripted), capabilities=[GuardCapability("companion")])
result = asyncio.run(agent.run(PERSON))
print(result.output)
print(result.response.metadata)
