"""The Agents SDK with its own models, over real HTTP: both of OpenAI's APIs, whole and streamed."""

from __future__ import annotations

import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import Agent, ModelSettings, OpenAIProvider, RunConfig, Runner
from openai import AsyncOpenAI

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.agents import GuardedProvider
from guardrail_adapters.scripted import scripted_upstream

ASK = "My dog died this morning and I miss him so much."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
ASKING = Policy(name="test", modes={"emotional_attenuation": {"action": "regenerate"}})
GUARD = Guard(ASKING, detectors=[FlagWords("somewhat")])
AGENT = Agent(name="helper", instructions="Be kind.", model="m", model_settings=ModelSettings(include_usage=True))


@pytest.mark.parametrize("use_responses", [True, False])
async def test_whole_and_streamed(use_responses):
    with listening(scripted_upstream({ASK: (BAD, GOOD)})) as url:
        async with AsyncOpenAI(base_url=f"{url}/v1", api_key="key", max_retries=0) as client:
            provider = GuardedProvider(GUARD, OpenAIProvider(openai_client=client, use_responses=use_responses))
            config = RunConfig(model_provider=provider, tracing_disabled=True)
            whole = await Runner.run(AGENT, ASK, run_config=config)
            streamed = Runner.run_streamed(AGENT, ASK, run_config=config)
            events = [event async for event in streamed.stream_events()]
    raw = [event.data for event in events if event.type == "raw_response_event"]
    assert whole.final_output == GOOD
    assert "".join(data.delta for data in raw if data.type == "response.output_text.delta") == GOOD
    assert streamed.final_output == GOOD
    spent = [result.context_wrapper.usage for result in (whole, streamed)]
    assert [usage.output_tokens for usage in spent] == [len(f"{BAD} {GOOD}".split())] * 2
    assert spent[0].total_tokens == spent[1].total_tokens > spent[0].output_tokens
