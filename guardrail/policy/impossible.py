"""What a policy may ask for one by one, but not together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from guardrail.types import Mode

if TYPE_CHECKING:
    from guardrail.policy.schema import Policy

Place = tuple[str, ...]

_LED = "where streaming.mode is lead"
_EDITS = ("deliver", "rewrite")
_CONTINUED = (*_EDITS, "regenerate")


class Impossible(ValueError):
    """Settings that cannot be kept together; `allowed` says for the place of each what is allowed there."""

    def __init__(self, allowed: Mapping[Place, str]) -> None:
        self.allowed = allowed
        super().__init__("; ".join(f"{'.'.join(place)}: allowed: {words}" for place, words in allowed.items()))


def taken_back(policy: Policy) -> Iterator[tuple[Place, str]]:
    """What would take back words that a stream which is led has sent: its places, and what is allowed there."""
    if policy.streaming.mode != "lead":
        return
    allowed = _CONTINUED if policy.streaming.continuation else _EDITS
    more = "" if policy.streaming.continuation else "; regenerate with streaming.continuation: true"
    for mode in Mode:
        if policy.modes[mode].action not in allowed:
            yield ("modes", mode.value, "action"), f"{', '.join(allowed)} {_LED}{more}"
    if policy.repair.exhausted == "fallback":
        yield ("repair", "exhausted"), f"best {_LED}"
    if policy.judging.on_error == "closed":
        yield ("judging", "on_error"), f"open {_LED}"
