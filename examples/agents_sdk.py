"""An agent of OpenAI's Agents SDK whose replies are guarded: in front of a scripted model, so that it runs offline."""

import asyncio

from agents import Agent, RunConfig, Runner
from agents.testing import ScriptedModel, assistant_message

from guardrail_adapters.agents import GuardedModel

PERSON = "My dog died this morning and I can't stop shaking. Fourteen years."
REPLIES = [
    "I understand that this may be somewhat upsetting. Here are five steps for pet after-care.",
    "Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.",
]

model = ScriptedModel([[assistant_message(reply)] for reply in REPLIES])
agent = Agent(name="helper", model=GuardedModel(model, "companion"))
result = asyncio.run(Runner.run(agent, PERSON, run_config=RunConfig(tracing_disabled=True)))
print(result.final_output)
