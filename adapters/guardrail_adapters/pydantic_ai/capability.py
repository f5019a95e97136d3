"""The guard as a capability of an agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_ai.capabilities import AbstractCapability, CapabilityOrdering
from pydantic_ai.models import Model

from guardrail.engine import Guard
from guardrail_adapters.pydantic_ai.model import GuardedModel


@dataclass
class GuardCapability(AbstractCapability[Any]):
    """Guards whichever model serves a request of the agent: its own, one given to a run, or one fallen back to.

    `guard` is a Guard, a shipped policy's name or a policy file's path. Raises PolicyError.
    """

    guard: Guard | str = "default"

    def __post_init__(self) -> None:
        self.guard = Guard.of(self.guard)

    def get_ordering(self) -> CapabilityOrdering:
        """Outermost: what other capabilities do to a model happens before its reply is judged."""
        return CapabilityOrdering(position="outermost")

    def get_wrapper_model(self, model: Model[Any]) -> GuardedModel:
        """The model that serves a request, guarded."""
        return GuardedModel(model, self.guard)
