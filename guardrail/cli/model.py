"""The models that a command asks, for better replies and for opinions, and what became of its calls."""

from __future__ import annotations

import typer

from guardrail.asks import AskJudge, AskModel
from guardrail.errors import InputError
from guardrail.policy.schema import Policy
from guardrail.types import Conversation, Reply


class Upstream:
    """An OpenAI-compatible model. `ask` is None where there is no URL; raises InputError for a URL without a model."""

    def __init__(self, url: str, model: str) -> None:
        self.failed: list[Exception] = []
        self.ask = self._asking(url, model) if url else None

    def report(self) -> None:
        """Say on stderr how many calls failed, if any did."""
        if self.failed:
            typer.echo(f"{len(self.failed)} calls of the model failed, the last with: {self.failed[-1]}", err=True)

    def _asking(self, url: str, model: str) -> AskModel:
        if not model:
            raise InputError("--model: found nothing; allowed: the model's name at the upstream")
        from guardrail_adapters.asking import asking

        asked = asking(url, model)

        def ask(conversation: Conversation) -> Reply | str:
            try:
                return asked(conversation)
            except Exception as error:
                self.failed.append(error)
                raise

        return ask


def judge_for(policy: Policy) -> AskJudge | None:
    """What asks the judge that a policy has at an endpoint of its own; None where it has none. Raises MissingExtra."""
    from guardrail_adapters.endpoint import judge_of

    judge = judge_of(policy)
    return judge.ask if judge else None
