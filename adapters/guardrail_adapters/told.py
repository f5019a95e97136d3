"""What was done with a reply, as data that goes along with it: no word of the conversation is in it."""

from __future__ import annotations

from typing import Any

from guardrail.opinion.cost import cost
from guardrail.types import Outcome


def told(outcome: Outcome) -> dict[str, Any]:
    """The action and its reason, the modes that came flagged, whether words changed, how many replies there were, why a
    person is told, and what second opinions cost.
    """
    return {
        "action": outcome.action.value,
        "reason": outcome.decision.reason,
        "flagged": sorted(mode.value for mode in outcome.original.verdict.flagged),
        "changed": outcome.changed,
        "attempts": len(outcome.attempts),
        "shadow": outcome.shadow,
        "hand_over": [reason.value for reason in outcome.hand_over.reasons] if outcome.hand_over else [],
        "opinion": cost(outcome.opinions) or None,
    }
