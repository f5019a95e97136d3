"""From a file of items to how far their scores move: on the console, and as JSON where that is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from guardrail.bench.movers import Mover
from guardrail.bench.robustness import Robustness, Stability, robustness
from guardrail.bench.trials import planned, tried
from guardrail.bench.wording import NONE, number, percent
from guardrail.cli import feed
from guardrail.cli.figures import table_of
from guardrail.engine import Guard
from guardrail.errors import InputError
from guardrail.types import Mode


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure, how many of the worst to list, and where to write it ("" where it is not wanted)."""

    items: str
    skip_bad: bool
    worst: int
    show_texts: bool
    json: str
    seed: int


def measure(guard: Guard, wanted: Wanted) -> None:
    """Try the items and show the figures. Raises InputError for wrong input, before anything is judged."""
    if wanted.json:
        feed.writable(wanted.json)
    items = list(feed.items(wanted.items, wanted.skip_bad))
    if not items:
        raise InputError(f"{wanted.items}: found no items; allowed: one or more")
    trials = planned(items, wanted.seed)
    done = list(feed.progress(tried(guard, trials), len(trials), "judging"))
    figures = robustness(len(items), done, wanted.worst, wanted.show_texts)
    show(figures, Console())
    if wanted.json:
        known = {"policy": guard.policy.name, "seed": wanted.seed, **figures.data()}
        feed.save(wanted.json, json.dumps(known, indent=2) + "\n")


def show(figures: Robustness, console: Console) -> None:
    """Print all figures: a table a mode, then the worst movers."""
    for part in _parts(figures):
        console.print(part)


def _parts(figures: Robustness) -> Iterator[RenderableType]:
    for mode, stabilities in figures.stabilities.items():
        yield _stabilities(mode, stabilities)
        yield from (_one_sided(one) for one in stabilities if one.one_sided)
        yield Text()
    yield Text(f"items {figures.items}, changed and judged again {figures.trials} times")
    if figures.degraded:
        yield Text(figures.degraded, "yellow")
    if figures.movers:
        yield Text("\nwhat moves farthest")
        yield _movers(figures.movers)
    for mover in figures.movers:
        yield from _texts(mover)


def _stabilities(mode: Mode, stabilities: Sequence[Stability]) -> Table:
    table = table_of(mode.value, "items", "mean", "95 %", "flipped", "AUC before", "after")
    for one in stabilities:
        figures = (number(one.mean), number(one.p95), percent(one.flipped), number(one.auc_before))
        table.add_row(one.perturbation, str(one.items), *figures, number(one.auc_after))
    return table


def _one_sided(one: Stability) -> Text:
    return Text(f"{one.perturbation}: {one.one_sided} judged only as they are or only as changed", "yellow")


def _movers(movers: Sequence[Mover]) -> Table:
    table = table_of("id")
    for name in ("mode", "perturbation", "before", "after", ""):
        table.add_column(name, no_wrap=True)
    for one in movers:
        scores = (_score(one.before), _score(one.after))
        table.add_row(Text(one.id), one.mode.value, one.perturbation, *scores, "flips" if one.flipped else "")
    return table


def _score(score: float | None) -> str:
    return NONE if score is None else f"{score:.2f}"


def _texts(mover: Mover) -> Iterator[Text]:
    for one in mover.texts:
        yield Text(f"\n{mover.id}, {mover.perturbation}, {one.turn}", "bold")
        yield Text.assemble((one.before, "dim"), "\n", one.after)
