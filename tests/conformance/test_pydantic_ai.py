"""Pydantic AI with its own models, over real HTTP: both of OpenAI's APIs, whole and streamed."""

from __future__ import annotations

import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from openai import AsyncOpenAI
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.usage import RunUsage

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.pydantic_ai import GuardCapability
from guardrail_adapters.scripted import scripted_upstream

ASK = "My dog died this morning and I miss him so much."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
ASKING = Policy(name="test", modes={"emotional_attenuation": {"action": "regenerate"}})
GUARD = Guard(ASKING, detectors=[FlagWords("somewhat")])


@pytest.mark.parametrize("kind", [OpenAIChatModel, OpenAIResponsesModel])
async def test_whole_and_streamed(kind):
    with listening(scripted_upstream({ASK: (BAD, GOOD)})) as url:
        async with AsyncOpenAI(base_url=f"{url}/v1", api_key="key", max_retries=0) as client:
            model = kind("m", provider=OpenAIProvider(openai_client=client))
            agent = Agent(model, instructions="Be kind.", capabilities=[GuardCapability(GUARD)])
            whole = await agent.run(ASK)
            spent = RunUsage()
            async with agent.run_stream(ASK, usage=spent) as streamed:
                words = [text async for text in streamed.stream_text(delta=True)]
    assert (whole.output, "".join(words)) == (GOOD, GOOD)
    assert whole.usage.output_tokens == spent.output_tokens == len(f"{BAD} {GOOD}".split())
