"""The guard as an output guardrail, which can stop a run and change nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from agents.agent import Agent
from agents.guardrail import GuardrailFunctionOutput, OutputGuardrail
from agents.run_context import RunContextWrapper

from guardrail.engine import Guard
from guardrail.types import Reply, Verdict
from guardrail.wire.responses_request import ResponsesRequest


def tripwire(guard: Guard | str = "default", name: str = "empathy") -> OutputGuardrail[Any]:
    """An output guardrail that trips where the policy flags a reply, or fails closed.

    What a stream has shown by then has been shown: to put replies right, and to hold streams, guard the model. Raises
    PolicyError.
    """
    armed = Guard.of(guard)

    async def judge(context: RunContextWrapper[Any], agent: Agent[Any], output: Any) -> GuardrailFunctionOutput:  # noqa: ARG001  # the SDK's signature
        conversation = ResponsesRequest.of({"input": context.turn_input}).conversation
        reply = Reply(output) if isinstance(output, str) else Reply("", structured=True)
        verdict = await asyncio.to_thread(armed.check, conversation, reply)
        return GuardrailFunctionOutput(_told(verdict), _trips(armed, verdict))

    return OutputGuardrail(judge, name)


def _trips(guard: Guard, verdict: Verdict) -> bool:
    failed = bool(verdict.unjudged) and guard.policy.judging.on_error == "closed"
    return not guard.policy.shadow and (bool(verdict.findings) or failed)


def _told(verdict: Verdict) -> dict[str, Any]:
    """Modes and scores, and no word of the conversation."""
    return {
        "flagged": sorted(mode.value for mode in verdict.flagged),
        "scores": {mode.value: round(score, 3) for mode, score in verdict.scores.items()},
        "unjudged": sorted(item.mode.value for item in verdict.unjudged),
        "skipped": verdict.skipped,
    }
