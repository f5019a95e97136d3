"""From a file of labelled items to what repairs are worth: on the console, and as JSON where that is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from guardrail.asks import AskModel
from guardrail.bench.follower import Follower
from guardrail.bench.items import Item
from guardrail.bench.measurable import measurable
from guardrail.bench.mending import Mending, mending
from guardrail.bench.repairs import measured, repaired
from guardrail.bench.wording import number, percent, percent_interval, words
from guardrail.cli import feed
from guardrail.cli.figures import table_of
from guardrail.cli.model import judge_for
from guardrail.engine import Guard
from guardrail.errors import InputError

_MUST_NOT = {
    "lost": "lost or turned round what must stay",
    "added": "added what no repair may add",
    "raised": "raised a mode that was not flagged",
    "clean_changed": "changed though clean by the labels",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure, and where to write it ("": nowhere).

    Better replies come from the model that `ask` asks, from one that follows guidance in a share `scripted` (0..1) of
    its answers, or, where both are None, from editing words alone.
    """

    items: str
    skip_bad: bool
    resamples: int
    json: str
    ask: AskModel | None = None
    scripted: float | None = None

    def asking(self, item: Item) -> AskModel | None:
        """What asks for a better reply to an item."""
        return self.ask if self.scripted is None else Follower(item, self.scripted)


def measure(guard: Guard, wanted: Wanted) -> None:
    """Put the items right and show the figures. Raises InputError for wrong input, before anything is judged."""
    if wanted.ask and wanted.scripted is not None:
        raise InputError("--scripted: found --upstream beside it; allowed: one of the two")
    if wanted.json:
        feed.writable(wanted.json)
    items = list(feed.items(wanted.items, wanted.skip_bad))
    measurable(items, wanted.items)
    patient, judge = measured(guard), judge_for(guard.policy)
    progress = feed.progress(items, len(items), "putting right")
    figures = mending([repaired(patient, item, wanted.asking(item), judge) for item in progress], wanted.resamples)
    show(figures, Console())
    if wanted.json:
        feed.save(wanted.json, json.dumps({"policy": guard.policy.name, **figures.data()}, indent=2) + "\n")


def show(figures: Mending, console: Console) -> None:
    """Print all figures."""
    for part in _parts(figures):
        console.print(part)


def _parts(figures: Mending) -> Iterator[RenderableType]:
    yield _sum(figures)
    yield from (Text(), _actions(figures), Text(), _modes(figures), Text())
    yield Text(f"words in the {figures.changed} replies that changed: {_words(figures)}")
    spent = figures.spent
    yield Text(f"calls of the model {spent.calls}, of which failed {spent.failed}; tokens {spent.tokens}")
    for reason, count in figures.not_judged.most_common():
        yield Text(f"not judged in every mode, {count}: {reason}", "yellow")
    yield from (Text(), _never(figures))


def _sum(figures: Mending) -> Text:
    counts = f"mended: {percent(figures.mended.value)} of {figures.flagged} flagged replies, of {figures.items} items"
    return Text(counts).append(f"  {percent_interval(figures.mended)}", "dim")


def _actions(figures: Mending) -> Table:
    table = table_of("flagged replies that left by", "replies", "mended")
    for action, one in figures.actions.items():
        table.add_row(action.value, str(one.replies), str(one.mended))
    return table


def _modes(figures: Mending) -> Table:
    table = table_of("mode", "flagged", "no longer", "newly", "score before", "after")
    for mode, one in figures.modes.items():
        counts = (str(one.flagged), str(one.gone), str(one.raised))
        table.add_row(words(mode.value), *counts, number(one.before), number(one.after))
    return table


def _words(figures: Mending) -> str:
    return f"{figures.words_added} added, {figures.words_removed} removed"


def _never(figures: Mending) -> Table:
    table = table_of("what must not happen", "replies", "")
    for name, title in _MUST_NOT.items():
        found: Sequence[str] = getattr(figures.never, name)
        table.add_row(title, str(len(found)), "[red]found[/]" if found else "[green]none[/]")
        if found:
            table.add_row(Text(f"    {' '.join(found)}", "dim"))
    return table
