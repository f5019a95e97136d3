"""An `ask` for the engine that calls an OpenAI-compatible model."""

from __future__ import annotations

import os

from guardrail.asks import AskModel
from guardrail.errors import AskError, MissingExtra
from guardrail.types import Conversation, Reply


def asking(upstream: str, model: str) -> AskModel:
    """What asks `model` at the base URL `upstream`; the key is read from OPENAI_API_KEY, if the upstream wants one.

    What it returns raises AskError when the answer holds no choice, and the SDK's own errors. Raises MissingExtra.
    """
    try:
        from openai import OpenAI
    except ImportError:
        raise MissingExtra("openai", "openai") from None
    client = OpenAI(base_url=upstream, api_key=os.environ.get("OPENAI_API_KEY") or "none")

    def ask(conversation: Conversation) -> Reply:
        answer = client.chat.completions.create(model=model, messages=conversation.to_openai())  # type: ignore[arg-type]  # messages go as they came
        if not answer.choices:
            raise AskError(f"{upstream} answered without a choice")
        choice = answer.choices[0]
        return Reply(
            text=choice.message.content or "",
            refusal=bool(choice.message.refusal),
            tool_calls=bool(choice.message.tool_calls),
            truncated=choice.finish_reason == "length",
            tokens=answer.usage.total_tokens if answer.usage else 0,
        )

    return ask
