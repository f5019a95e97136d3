"""What to do instead of what failed: a strategy by mode and need, another one each time the same mode fails again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guardrail.reading.need import Need
from guardrail.repair.lexicons import load
from guardrail.types import Mode

Wording = Mapping[Mode, Sequence[str]]


def strategy(mode: Mode, need: Need, failed: int, wording: Wording) -> str:
    """What to ask for where a mode is found, after `failed` tries that asked for the same.

    `wording` holds texts of the policy, by mode, the first for the first try and so on; the last goes on being used.
    """
    texts = wording.get(mode) or load("guidance")["instead"][mode.value][_situation(mode, need)]
    return str(texts[min(failed, len(texts) - 1)])


def _situation(mode: Mode, need: Need) -> str:
    if mode is Mode.EMOTIONAL_ATTENUATION:
        return "bright" if need.valence > 0 else "dark"
    if mode is Mode.GRANULARITY_MISMATCH:
        return _depth(need)
    if mode is Mode.CONFLICT_AVOIDANCE:
        return _stand(need)
    return "any"


def _depth(need: Need) -> str:
    if need.has("wants_listening") or (need.felt > 0.4 and not need.asks):
        return "listen"
    return "brief" if need.has("wants_brief") or need.narrow > 0.5 else "full"


def _stand(need: Need) -> str:
    if need.has("dark", "event:danger"):
        return "dark"
    if need.has("criticism"):
        return "criticism"
    return "position" if need.has("asks_position", "either_or") else "tension"
