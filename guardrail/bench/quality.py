"""How well a guard agrees with careful readers, over a labelled set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import fmean, median

from guardrail.bench.items import Item
from guardrail.errors import InputError, MissingExtra
from guardrail.types import Mode, Verdict

ARGUABLE, PRESENT = 1, 2


@dataclass(frozen=True, slots=True)
class Agreement:
    """One mode's figures, 0..1. `auc` is None where the items show only one of present and absent."""

    precision: float
    recall: float
    f1: float
    auc: float | None
    present: int
    absent: int


@dataclass(frozen=True)
class Quality:
    """The figures of one set.

    `clean_flagged` is the share flagged of the items that are absent in all four modes. `not_judged` counts, by reason,
    the replies that were not judged in every mode.
    """

    modes: dict[Mode, Agreement]
    items: int
    not_judged: Counter[str]
    flagged: float
    clean_flagged: float | None
    milliseconds: float

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the modes."""
        return fmean(agreement.f1 for agreement in self.modes.values())

    @property
    def macro_auc(self) -> float | None:
        """The mean AUC of the modes that have one."""
        known = [agreement.auc for agreement in self.modes.values() if agreement.auc is not None]
        return fmean(known) if known else None


def quality(judged: Sequence[tuple[Item, Verdict]]) -> Quality:
    """The agreement of verdicts with labels. Arguable items (level 1) are left out of a mode's figures.

    A reply that was not judged counts as not flagged, with score 0. Raises InputError where labels are missing,
    MissingExtra without scikit-learn.
    """
    measurable([item for item, _ in judged])
    clean = [verdict for item, verdict in judged if not any(item.labels.values())]
    return Quality(
        modes={mode: _agreement(mode, judged) for mode in Mode},
        items=len(judged),
        not_judged=Counter(reason for _, verdict in judged if (reason := _reason(verdict))),
        flagged=_share_flagged([verdict for _, verdict in judged]),
        clean_flagged=_share_flagged(clean) if clean else None,
        milliseconds=median(verdict.milliseconds for _, verdict in judged),
    )


def measurable(items: Sequence[Item]) -> None:
    """Make sure, before anything is judged, that figures can be had. Raises as `quality` does."""
    if find_spec("sklearn") is None:
        raise MissingExtra("scikit-learn", "bench")
    unlabelled = [item.id for item in items if set(item.labels) != set(Mode)]
    if unlabelled or not items:
        example = f", first {unlabelled[0]!r}" if unlabelled else ""
        raise InputError(f"{len(unlabelled)} of {len(items)} items lack labels for all four modes{example}")


def _reason(verdict: Verdict) -> str:
    return verdict.skipped or "; ".join(f"{item.mode.value}: {item.reason}" for item in verdict.unjudged)


def _share_flagged(verdicts: Sequence[Verdict]) -> float:
    return fmean(bool(verdict.flagged) for verdict in verdicts)


def _agreement(mode: Mode, judged: Sequence[tuple[Item, Verdict]]) -> Agreement:
    from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

    strict = [(item.labels[mode] == PRESENT, verdict) for item, verdict in judged if item.labels[mode] != ARGUABLE]
    truth = [present for present, _ in strict]
    flagged = [mode in verdict.flagged for _, verdict in strict]
    scores = [verdict.scores.get(mode, 0.0) for _, verdict in strict]
    if not truth:
        return Agreement(0.0, 0.0, 0.0, None, 0, 0)
    precision, recall, f1, _ = precision_recall_fscore_support(truth, flagged, average="binary", zero_division=0)
    auc = float(roc_auc_score(truth, scores)) if len(set(truth)) > 1 else None
    return Agreement(float(precision), float(recall), float(f1), auc, sum(truth), len(truth) - sum(truth))
