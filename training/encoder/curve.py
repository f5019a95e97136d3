"""What more items would buy, and what ours and the real ones are worth: `python -m training.encoder.curve TEST.jsonl`.

Encoder and signals are fitted on a portion of the items, blended as the shipped weights say, and measured on items that
nothing was fitted on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Annotated
from zlib import crc32

import numpy as np
import typer

from guardrail.detectors.model import fitted
from guardrail.reading.models import WORDS, open_tokenizer
from guardrail.types import Mode
from training.encoder.data import examples, published
from training.encoder.folds import WORKERS
from training.encoder.model import base
from training.encoder.train import EPOCHS, scores, train
from training.intent import Matrix
from training.items import Item, needs, others, ours
from training.signals import Table, tables
from training.weigh import area, firmness, log_odds, weigh

LogOdds = dict[Mode, Matrix]


@dataclass(frozen=True)
class Portion:
    """A choice of items to fit on: a share of our scenarios, with the real replies or without."""

    name: str
    share: float
    real: bool

    def of(self, own: Sequence[Item], real: Sequence[Item]) -> list[Item]:
        """The chosen items; a larger share holds all of a smaller one."""
        chosen = [item for item in own if crc32(item.scenario.encode()) % 1000 < 1000 * self.share]
        return [*chosen, *(real if self.real else ())]


PORTIONS = (
    Portion("ours alone", 1.0, real=False),
    Portion("half of ours, and real", 0.5, real=True),
    Portion("a quarter of ours, and real", 0.25, real=True),
    Portion("real alone", 0.0, real=True),
)


def measured(portion: Portion, items: Sequence[Item], tests: Sequence[Path]) -> list[str]:
    """A line a test file and part: the AUC of each mode and their mean."""
    words = open_tokenizer(published() / WORDS)
    encoder = train(base(published()), examples(words, items, needs()), portion.name, EPOCHS)
    models = {mode: weigh(table, firmness(mode)) for mode, table in tables(items).items()}
    lines = [f"{portion.name}: {len(items)} items"]
    for path in tests:
        held = tables(others(path))
        heard = _by_mode(scores(encoder, examples(words, others(path))), held)
        signals = {mode: log_odds(models[mode], held[mode]) for mode in Mode}
        lines += [f"  {path.stem:10s} {part:8s} {row}" for part, row in _parts(held, signals, heard)]
    return lines


def _by_mode(heard: dict[str, list[float]], held: dict[Mode, Table]) -> LogOdds:
    """The encoder's log-odds of a table's rows."""
    return {mode: np.array([heard[str(name)][column] for name in held[mode].ids]) for column, mode in enumerate(Mode)}


def _parts(held: dict[Mode, Table], signals: LogOdds, heard: LogOdds) -> Iterator[tuple[str, str]]:
    both = {mode: fitted(mode).blended.log_odds(signals[mode], heard[mode]) for mode in Mode}
    for part, values in (("signals", signals), ("encoder", heard), ("both", both)):
        areas = [area(held[mode].labels, values[mode]) for mode in Mode]
        yield part, " ".join(f"{each:.3f}" for each in areas) + f"  macro {fmean(areas):.3f}"


def main(
    tests: Annotated[list[Path], typer.Argument(help="Items that are only measured on.")],
    real: Annotated[list[Path], typer.Option(help="Labelled real replies to fit on.")],
) -> None:
    """Fit on each portion, two at a time, and print the figures."""
    own, replies = ours(), [item for path in real for item in others(path)]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as workers:
        done = [workers.submit(measured, portion, portion.of(own, replies), tests) for portion in PORTIONS]
        for lines in done:
            typer.echo("\n".join(lines.result()))


if __name__ == "__main__":
    typer.run(main)
