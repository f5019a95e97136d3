"""What the guard tells the client: headers that name the action and the modes, and never a word of the conversation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import reduce
from typing import Any

from guardrail.errors import InputError, Unreadable
from guardrail.opinion.cost import cost
from guardrail.policy.schema import Policy
from guardrail.types import Action, Outcome, Verdict
from guardrail.wire.calls import calls, summed

ACTION, POLICY, MODES, SKIPPED = (f"x-guardrail-{name}" for name in ("action", "policy", "modes", "skipped"))
HAND_OVER, HAND_OVER_ID = (f"x-guardrail-{name}" for name in ("hand-over", "hand-over-id"))
HISTORY, PENDING, USAGE, OPINION = (f"x-guardrail-{name}" for name in ("history", "pending", "usage", "opinion"))

_MILDEST_FIRST = tuple(Action)
_LONGEST = 120


def marks(policy: Policy, outcomes: Iterable[Outcome], known: bool = True) -> dict[str, str]:
    """The headers for a response: of several choices the strongest action and every mode that came flagged.

    Where the model was asked again, they tell the tokens of those calls apart, as JSON, and what opinions cost. `known`
    is False where turns before the reply are with the provider and could not be read. Where a person is told too, they
    say why, and by which ids.
    """
    found = list(outcomes)
    verdicts = [outcome.original.verdict for outcome in found]
    modes = sorted({mode.value for verdict in verdicts for mode in verdict.flagged})
    reasons = sorted({reason for verdict in verdicts for reason in _unjudged(verdict)})
    action = max((outcome.action for outcome in found), key=_MILDEST_FIRST.index, default=Action.DELIVER)
    unknown = {} if known else {HISTORY: "unknown"}
    more = {**_handed_over(found), **_usage(found), **_opinions(found)}
    return {**_headers(policy, action, ", ".join(modes), "; ".join(reasons)), **unknown, **more}


def unjudged(policy: Policy, reason: str) -> dict[str, str]:
    """The headers for a response that is delivered as it came, without a judgement."""
    return _headers(policy, Action.DELIVER, "", reason)


def pending(policy: Policy, mode: str) -> dict[str, str]:
    """The headers for a response that leaves before it is judged, led or held with comments; the rest is recorded."""
    return {POLICY: _ascii(policy.name), PENDING: mode}


def reason_of(error: InputError) -> str:
    """Why a response could not be judged, in words for a header."""
    return str(error) if isinstance(error, Unreadable) else "unreadable response"


def _handed_over(outcomes: Iterable[Outcome]) -> dict[str, str]:
    found = [outcome.hand_over for outcome in outcomes if outcome.hand_over]
    reasons = dict.fromkeys(reason.value for each in found for reason in each.reasons)
    ids = ", ".join(each.id for each in found)
    return {HAND_OVER: ", ".join(reasons), HAND_OVER_ID: ids} if found else {}


def _usage(outcomes: Iterable[Outcome]) -> dict[str, str]:
    usages = [source.response.get("usage") for source in calls(outcomes)]
    total: Any = reduce(summed, usages, {})
    counts = {name: count for name, count in total.items() if name.endswith("_tokens") and type(count) is int}
    return {USAGE: json.dumps(counts, separators=(",", ":"))} if counts else {}


def _opinions(outcomes: Iterable[Outcome]) -> dict[str, str]:
    total = cost(opinion for outcome in outcomes for opinion in outcome.opinions)
    return {OPINION: json.dumps(total, separators=(",", ":"))} if total else {}


def _unjudged(verdict: Verdict) -> list[str]:
    return [
        *([verdict.skipped] if verdict.skipped else []),
        *(f"{item.mode.value} failed" for item in verdict.unjudged),
    ]


def _headers(policy: Policy, action: Action, modes: str, reason: str) -> dict[str, str]:
    found = {ACTION: action.value, POLICY: policy.name, MODES: modes, SKIPPED: reason}
    return {name: _ascii(value) for name, value in found.items() if value}


def _ascii(value: str) -> str:
    plain = value.encode("ascii", "replace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in plain)[:_LONGEST]
