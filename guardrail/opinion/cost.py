"""What second opinions cost, in sum."""

from __future__ import annotations

from collections.abc import Iterable

from guardrail.types import Opinion


def cost(opinions: Iterable[Opinion]) -> dict[str, int]:
    """Calls of a model, tokens and milliseconds, and how many of the opinions were not had; {} without any."""
    found = tuple(opinions)
    if not found:
        return {}
    return {
        "calls": sum(opinion.calls for opinion in found),
        "tokens": sum(opinion.tokens for opinion in found),
        "ms": round(sum(opinion.milliseconds for opinion in found)),
        "unanswered": sum(not opinion.levels for opinion in found),
    }
