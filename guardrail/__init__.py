"""The empathy guardrail: catches replies that fail the person, and puts them right before they are delivered."""

from guardrail.asks import Ask, AskOpinion
from guardrail.engine import Guard
from guardrail.errors import GuardrailError, InputError, PolicyError
from guardrail.objective import empathy
from guardrail.types import (
    Action,
    Attempt,
    Conversation,
    Danger,
    Decision,
    Dimension,
    Evidence,
    Finding,
    Integrity,
    Message,
    Mode,
    Opinion,
    Outcome,
    Reply,
    Span,
    Verdict,
)

__all__ = [
    "Action",
    "Ask",
    "AskOpinion",
    "Attempt",
    "Conversation",
    "Danger",
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
    "Opinion",
    "Outcome",
    "PolicyError",
    "Reply",
    "Span",
    "Verdict",
    "empathy",
]
