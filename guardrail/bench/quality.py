"""How well a guard agrees with careful readers: all figures of one set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from guardrail.bench.agreement import Agreement, Macro, agreement
from guardrail.bench.alarms import Alarms, alarms
from guardrail.bench.breakdown import Group, Traps, breakdowns, clean_flagged, traps
from guardrail.bench.calibration import Calibration, calibration
from guardrail.bench.interval import Figure, share
from guardrail.bench.measurable import BASE_RATE, RESAMPLES
from guardrail.bench.sample import Judged, in_any_mode, sampled
from guardrail.types import Mode, Verdict


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """The time that judging a reply takes: half of the replies take at most `median`, 95 in a hundred at most `p95`."""

    median: float
    p95: float


@dataclass(frozen=True)
class Quality:
    """The figures of one set; `flagged` and `clean_flagged` are shares flagged in any mode.

    `not_judged` counts, by reason, the replies that were not judged in every mode. `breakdowns` has the groups by the
    field that makes them. `traps` and `ordinary` are None where there are none.
    """

    items: int
    scenarios: int
    resamples: int
    base_rate: float
    modes: dict[Mode, Agreement]
    macro: Macro
    calibration: dict[Mode, Calibration]
    flagged: Figure
    clean: int
    clean_flagged: Figure
    breakdowns: dict[str, tuple[Group, ...]]
    traps: Traps | None
    ordinary: Alarms | None
    not_judged: Counter[str]
    milliseconds: Milliseconds

    def data(self) -> dict[str, Any]:
        """The figures as plain data for JSON, under the names they have here."""
        plain: dict[str, Any] = TypeAdapter(Quality).dump_python(self, mode="json")
        return plain


def quality(
    judged: Judged, ordinary: Judged = (), *, resamples: int = RESAMPLES, base_rate: float = BASE_RATE
) -> Quality:
    """The figures of labelled items, and the false alarms on `ordinary` ones, which need no labels.

    `resamples` are drawn for each interval (0: no intervals); `base_rate` is the share of failing replies, 0..1, for
    which the precision is foretold. The labelled items are those that `measurable` lets pass.
    """
    sample = sampled(judged, resamples)
    items, verdicts = [item for item, _ in judged], [verdict for _, verdict in judged]
    modes, means = agreement(sample, base_rate)
    return Quality(
        items=len(items),
        scenarios=len(np.unique(sample.scenarios)),
        resamples=resamples,
        base_rate=base_rate,
        modes=modes,
        macro=means,
        calibration={mode: calibration(sample.decisions(mode)) for mode in Mode},
        flagged=share(sample.weights, in_any_mode(sample.flagged)),
        clean=int(sample.clean.sum()),
        clean_flagged=clean_flagged(sample),
        breakdowns=breakdowns(items, sample),
        traps=traps(items, sample),
        ordinary=alarms(ordinary, resamples),
        not_judged=Counter(reason for verdict in verdicts if (reason := not_judged(verdict))),
        milliseconds=_milliseconds(verdicts),
    )


def not_judged(verdict: Verdict) -> str:
    """Why a reply was not judged in every mode; "" where it was."""
    return verdict.skipped or "; ".join(f"{item.mode.value}: {item.reason}" for item in verdict.unjudged)


def _milliseconds(verdicts: list[Verdict]) -> Milliseconds:
    middle, high = np.percentile([verdict.milliseconds for verdict in verdicts], (50, 95))
    return Milliseconds(float(middle), float(high))
