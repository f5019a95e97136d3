"""False alarms on ordinary replies, in which there is nothing to find: every flag is one."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.bench.interval import Figure, scenario_weights, share
from guardrail.bench.sample import MODES, Judged, flagged_table, in_any_mode, scenario_numbers
from guardrail.types import Mode


@dataclass(frozen=True)
class Alarms:
    """The shares of ordinary replies that are flagged, in any mode and in each; `skipped` were not judged at all."""

    items: int
    skipped: int
    flagged: Figure
    modes: dict[Mode, Figure]


def alarms(judged: Judged, resamples: int) -> Alarms | None:
    """The false alarms on replies that need no labels; None without replies. A skipped reply counts as not flagged."""
    if not judged:
        return None
    verdicts = [verdict for _, verdict in judged]
    flagged = flagged_table(verdicts)
    weights = scenario_weights(scenario_numbers(item for item, _ in judged), resamples)
    return Alarms(
        items=len(judged),
        skipped=sum(bool(verdict.skipped) for verdict in verdicts),
        flagged=share(weights, in_any_mode(flagged)),
        modes={mode: share(weights, flagged[:, column]) for column, mode in enumerate(MODES)},
    )
