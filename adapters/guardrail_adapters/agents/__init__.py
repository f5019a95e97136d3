"""The guard in OpenAI's Agents SDK: every reply of a model put right before a run, its stream or a session has it.

    Runner.run(agent, said, run_config=RunConfig(model_provider=GuardedProvider("companion")))   # models by name
    Agent(name="helper", model=GuardedModel(model, "companion"))                                 # a model of your own
    Agent(name="helper", output_guardrails=[tripwire("companion")])                              # block, change nothing

Needs the extra `agents`.
"""

from __future__ import annotations

from guardrail.errors import MissingExtra

try:
    from guardrail_adapters.agents.model import GuardedModel, GuardedProvider
    from guardrail_adapters.agents.tripwire import tripwire
except ModuleNotFoundError as absent:
    if (absent.name or "").split(".")[0] != "agents":
        raise
    raise MissingExtra("openai-agents", "agents") from absent

__all__ = ["GuardedModel", "GuardedProvider", "tripwire"]
