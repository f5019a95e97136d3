"""What the encoder reads, what the signals read, and both: `python -m training.encoder.compare --help`. Needs no torch.

Both are fitted on the same items.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from guardrail.detectors.signals import Model
from guardrail.errors import Unreadable
from guardrail.policy.schema import Policy
from guardrail.reading.intent import TARGETS, Target
from guardrail.reading.need import read_need
from guardrail.reading.reading import read
from guardrail.types import Mode, Reply
from training.fit import FIRMER, FIRMNESS, fit, probabilities
from training.intent import HOLDS, Matrix, without
from training.items import Item, Labelled, needs, others, ours
from training.signals import tables

DRAWS = 300

Scores = Mapping[str, Mapping[str, Sequence[float]]]  # by item: the log-odds of "modes" and of "intents"


@dataclass(frozen=True)
class Compared:
    """Items x Mode of one set: labels 0, 1 or 2, and log-odds of each side."""

    scenarios: NDArray[np.str_]
    labels: NDArray[np.int64]
    signals: Matrix
    encoder: Matrix

    @property
    def both(self) -> Matrix:
        """The mean log-odds."""
        return (self.signals + self.encoder) / 2

    @property
    def level(self) -> Matrix:
        """The same, each side in its own standard deviations, so that the surer one does not outweigh the other."""
        mean: Matrix = (self.signals / self.signals.std(axis=0) + self.encoder / self.encoder.std(axis=0)) / 2
        return mean

    def where(self, rows: NDArray[np.int64]) -> Compared:
        """Chosen rows."""
        return Compared(self.scenarios[rows], self.labels[rows], self.signals[rows], self.encoder[rows])


def signal_models(seen: Sequence[Item]) -> dict[Mode, Model]:
    """The logistic models of the signals, fitted as training/fit.py fits what ships."""
    return {
        mode: fit(table, FIRMER if mode is Mode.GRANULARITY_MISMATCH else FIRMNESS)
        for mode, table in tables(seen).items()
    }


def compared(models: Mapping[Mode, Model], tested: Sequence[Item], scores: Scores) -> Compared:
    """What both sides say of items that neither was fitted on."""
    held = tables(tested)
    chances = np.column_stack([probabilities(models[mode], held[mode]) for mode in Mode])
    return Compared(
        np.array([item.scenario for item in tested]),
        np.column_stack([held[mode].labels for mode in Mode]),
        np.log(chances / (1.0 - chances)),
        np.array([scores[item.id]["modes"] for item in tested]),
    )


def areas(labels: NDArray[np.int64], values: Matrix) -> list[float]:
    """The strict AUC of each mode; nan where a class is missing."""
    return [_area(labels[:, column], values[:, column]) for column in range(labels.shape[1])]


def _area(labels: NDArray[np.int64], values: Matrix) -> float:
    keep = labels != 1
    failed = labels[keep] == 2
    return float(roc_auc_score(failed, values[keep])) if 0 < failed.sum() < len(failed) else float("nan")


def gain(found: Compared, draws: int = DRAWS) -> tuple[float, float]:
    """What the encoder adds to the macro AUC of the signals: the 95 % interval over resampled scenarios."""
    draw = np.random.default_rng(0)
    names, at = np.unique(found.scenarios, return_inverse=True)
    rows = [np.flatnonzero(at == index) for index in range(len(names))]
    gains = []
    for _ in range(draws):
        part = found.where(np.concatenate([rows[index] for index in draw.integers(len(rows), size=len(rows))]))
        gains.append(np.nanmean(areas(part.labels, part.level)) - np.nanmean(areas(part.labels, part.signals)))
    low, high = np.quantile(gains, (0.025, 0.975))
    return float(low), float(high)


def judged(items: Sequence[Item]) -> list[Item]:
    """The items that the guard judges, which are those that have signals."""
    return [item for item in items if _judged(item)]


def _judged(item: Item) -> bool:
    try:
        read(item.conversation, Reply(item.reply), Policy(name="training").judging.max_characters)
    except Unreadable:
        return False
    return True


def intents(rows: Sequence[Labelled], scores: Scores) -> dict[Target, tuple[float, float]]:
    """The AUC of the linear models, which never saw the rows' source, and of the encoder, where a target varies."""
    known = [row for row in rows if row.need["id"] in scores]
    linear = [without(row.source).read(read_need(row.conversation)) for row in known]
    found = {}
    for index, target in enumerate(TARGETS):
        held = [HOLDS[target](row.need) for row in known]
        if 0 < sum(held) < len(held):
            encoder = [scores[row.need["id"]]["intents"][index] for row in known]
            chances = [each[target] for each in linear]
            found[target] = float(roc_auc_score(held, chances)), float(roc_auc_score(held, encoder))
    return found


def main(
    scores: Annotated[Path, typer.Argument(help="scores.json, as train.py or run.py leaves it.")],
    leave_out: Annotated[list[str], typer.Option(help="A source that was not trained on: tested.")] = [],  # noqa: B006  # typer reads it
    add: Annotated[list[Path], typer.Option(help="Further items that were trained on.")] = [],  # noqa: B006  # typer reads it
    test: Annotated[list[Path], typer.Option(help="Items that are only tested on.")] = [],  # noqa: B006  # typer reads it
) -> None:
    """Print AUC a mode and set, of signals, encoder and both, and the AUC of the intents of the sources left out."""
    found: Scores = json.loads(scores.read_text("utf-8"))
    own = judged(ours())
    seen = [item for item in own if item.source not in leave_out]
    seen += judged([item for path in add for item in others(path)])
    sets = {source: [item for item in own if item.source == source] for source in leave_out}
    for path in test:
        sets |= _by_source(path, {item.source for item in seen})
    models = signal_models(seen)
    for name, tested in sets.items():
        _print(name, compared(models, tested, found))
    read_of = intents([row for row in needs() if row.source in leave_out], found)
    for target, (linear, encoder) in read_of.items():
        typer.echo(f"{target:12s} linear {linear:.3f} encoder {encoder:.3f}")


def _by_source(path: Path, seen: set[str]) -> dict[str, list[Item]]:
    """The file's items, and those of sources that were not trained on where that is not all."""
    tested = judged(others(path))
    strange = [item for item in tested if item.source not in seen]
    return {path.stem: tested} | ({f"{path.stem}, new sources": strange} if len(strange) < len(tested) else {})


def _print(name: str, found: Compared) -> None:
    for part in ("signals", "encoder", "both", "level"):
        values = areas(found.labels, getattr(found, part))
        typer.echo(f"{name:22s} {part:8s} {' '.join(f'{value:.3f}' for value in values)}  macro {fmean(values):.3f}")
    typer.echo("{:22s} level - signals: {:+.3f} to {:+.3f}".format(name, *gain(found)))


if __name__ == "__main__":
    typer.run(main)
