import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from pydantic_ai import Agent
from pydantic_ai.capabilities import ModelFallback
from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.models.fallback import FallbackModel

from guardrail.errors import ConfigurationError, PolicyError
from guardrail_adapters.pydantic_ai import GuardCapability
from tests.guardrail_adapters.pydantic_ai.conftest import ASK, BAD, GOOD


async def test_whichever_model_serves_a_run_is_guarded(script, guard):
    agent = Agent(script(BAD, GOOD).model, capabilities=[GuardCapability(guard)])
    assert (await agent.run(ASK)).output == GOOD
    assert (await agent.run(ASK, model=script(BAD, GOOD).model)).output == GOOD
    with agent.override(model=script(BAD, GOOD).model):
        assert (await agent.run(ASK)).output == GOOD


async def test_models_that_are_fallen_back_to_are_guarded(script, guard):
    def failing():
        return script(ModelAPIError("m", "down")).model

    agent = Agent(failing(), capabilities=[ModelFallback(script(BAD, GOOD).model), GuardCapability(guard)])
    assert (await agent.run(ASK)).output == GOOD
    agent = Agent(FallbackModel(failing(), script(BAD, GOOD).model), capabilities=[GuardCapability(guard)])
    assert (await agent.run(ASK)).output == GOOD


async def test_streams_are_guarded(script, guard):
    agent = Agent(script(BAD, GOOD).model, capabilities=[GuardCapability(guard)])
    async with agent.run_stream(ASK) as result:
        assert [text async for text in result.stream_text()] == [GOOD]


def test_it_takes_a_policys_name_and_refuses_what_is_none():
    assert GuardCapability("companion").guard.policy.name == "companion"
    with pytest.raises(PolicyError):
        GuardCapability("compnion")
    with pytest.raises(ConfigurationError):
        GuardCapability(3)
