"""The empathy guardrail: catches replies that fail the person, and puts them right before they are delivered."""

from guardrail.engine import Ask, Guard
from guardrail.errors import GuardrailError, InputError, PolicyError
from guardrail.objective import empathy
from guardrail.types import (
    Action,
    Attempt,
    Conversation,
    Decision,
    Dimension,
    Evidence,
    Finding,
    Integrity,
    Message,
    Mode,
    Outcome,
    Reply,
    Span,
    Verdict,
)

__all__ = [
    "Action",
    "Ask",
    "Attempt",
    "Conversation",
    "Decision",
    "Dimension",
    "Evidence",
    "Finding",
    "Guard",
    "GuardrailError",
    "InputError",
    "Integrity",
    "Message",
    "Mode",
    "Outcome",
    "PolicyError",
    "Reply",
    "Span",
    "Verdict",
    "empathy",
]
