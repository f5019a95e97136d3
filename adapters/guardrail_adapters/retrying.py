"""What all that is tried again has in common: how long the next try waits."""

from __future__ import annotations

from collections.abc import Callable

from tenacity import RetryCallState
from tenacity.wait import wait_base


def waiting(backoff: wait_base) -> Callable[[RetryCallState], float]:
    """Waits as long as whoever was busy asked for (`retry_after` of the error, in seconds), else for `backoff`."""

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return getattr(error, "retry_after", 0.0) or backoff(state)

    return wait


def seconds(retry_after: str) -> float:
    """The header Retry-After in seconds, 0 where it says none."""
    return float(retry_after) if retry_after.replace(".", "", 1).isdecimal() else 0.0
