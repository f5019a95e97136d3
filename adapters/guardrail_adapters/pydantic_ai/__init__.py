"""The guard in Pydantic AI: every reply of a model put right before an agent, its stream or its history has it.

    agent = Agent("openai:gpt-5", capabilities=[GuardCapability("companion")])   # whichever model serves a request
    agent = Agent(GuardedModel("openai:gpt-5", "companion"))                     # this model, wherever it is called

Needs the extra `pydantic-ai`.
"""

from __future__ import annotations

from guardrail.errors import MissingExtra

try:
    from guardrail_adapters.pydantic_ai.capability import GuardCapability
    from guardrail_adapters.pydantic_ai.model import GuardedModel
except ModuleNotFoundError as absent:
    if (absent.name or "").split(".")[0] != "pydantic_ai":
        raise
    raise MissingExtra("pydantic-ai-slim", "pydantic-ai") from absent

__all__ = ["GuardCapability", "GuardedModel"]
