"""What to tell the model, built from the findings."""

from __future__ import annotations

from guardrail.types import Attempt, Conversation


def guidance(conversation: Conversation, attempt: Attempt, call: int) -> str:
    """Instructions for a better reply than `attempt`."""
    return "; ".join(finding.why for finding in attempt.verdict.findings)
