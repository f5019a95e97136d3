"""The figures of a bench on the console: what matters most comes first."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from guardrail.bench.alarms import Alarms
from guardrail.bench.breakdown import ENOUGH, Group, Traps
from guardrail.bench.interval import Figure
from guardrail.bench.quality import Quality
from guardrail.bench.wording import interval, number, percent, percent_interval, rate


def show(figures: Quality, console: Console) -> None:
    """Print all figures. A figure stands above its 95 % interval, a share before it."""
    for part in _parts(figures):
        console.print(*part, "", sep="\n")


def _parts(figures: Quality) -> Iterator[tuple[RenderableType, ...]]:
    yield _agreement(figures), *_sums(figures)
    yield _probabilities(figures), _note("precision at a share: what a user would see if so many replies failed in it")
    for field, groups in figures.breakdowns.items():
        yield _breakdown(field, groups), _note(f"macro: over the modes with {ENOUGH} items present and {ENOUGH} absent")
    if figures.traps:
        yield (_traps(figures.traps),)
    if figures.ordinary:
        skipped = f"{figures.ordinary.items} replies, {figures.ordinary.skipped} of them not judged at all"
        yield _ordinary(figures.ordinary), _note(skipped)


def _note(text: str) -> Text:
    return Text(text, "dim")


def _agreement(figures: Quality) -> Table:
    table = table_of("mode", "precision", "recall", "F1", "AUC", "present", "absent")
    for mode, one in figures.modes.items():
        cells = map(_number, (one.precision, one.recall, one.f1, one.auc))
        table.add_row(mode.value, *cells, str(one.present), str(one.absent))
    table.add_row("macro", "", "", _number(figures.macro.f1), _number(figures.macro.auc), end_section=True)
    return table


def _sums(figures: Quality) -> Iterator[Text]:
    intervals = f", 95 % intervals from {figures.resamples} resamples of the scenarios" if figures.resamples else ""
    yield Text(f"items {figures.items}, scenarios {figures.scenarios}{intervals}")
    yield Text(f"not judged in every mode: {figures.not_judged.total()}")
    for reason, count in figures.not_judged.most_common():
        yield Text(f"    {count}: {reason}", "yellow")
    yield _flagged(figures)
    times = figures.milliseconds
    yield Text(f"time a reply: {times.median:.2f} ms (median), {times.p95:.2f} ms (95th percentile)")


def _flagged(figures: Quality) -> Text:
    bounds = percent_interval(figures.clean_flagged)
    clean = f"{percent(figures.clean_flagged.value)} of clean items"
    text = Text(f"flagged in any mode: {percent(figures.flagged.value)} of all, {clean}")
    return text.append(f"  {bounds}" if bounds else "", "dim")


def _probabilities(figures: Quality) -> Table:
    table = table_of("mode", "ECE", "false-positive rate", f"precision at {rate(figures.base_rate)}")
    for mode, one in figures.modes.items():
        ece = number(figures.calibration[mode].ece)
        table.add_row(mode.value, ece, _number(one.false_positive_rate), _number(one.precision_at_base_rate))
    return table


def _breakdown(field: str, groups: tuple[Group, ...]) -> Table:
    table = table_of(field, "items", "failing", "clean flagged", "modes", "macro F1", "macro AUC")
    for group in groups:
        flagged = f"{percent(group.clean_flagged.value)} of {group.clean}"
        counts = (str(group.items), str(group.failing), flagged, str(group.modes))
        table.add_row(Text(group.name), *counts, number(group.f1.value), number(group.auc.value))
    return table


def _traps(traps: Traps) -> Text:
    right, others = percent(traps.right.value), percent(traps.others_right.value)
    return Text(f"decisions that are right: {right} on {traps.items} traps, {others} on the others")


def _ordinary(ordinary: Alarms) -> Table:
    table = table_of("ordinary replies", "flagged")
    for name, figure in (("in any mode", ordinary.flagged), *ordinary.modes.items()):
        table.add_row(str(name), Text(f"{percent(figure.value)}  ").append(percent_interval(figure), "dim"))
    return table


def table_of(first: str, *others: str) -> Table:
    """An empty table that 80 columns are enough for: its first column for names, the others for figures."""
    made = Table(box=SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    made.add_column(first, overflow="fold")
    for name in others:
        made.add_column(name, justify="right")
    return made


def _number(figure: Figure) -> Text:
    bounds = interval(figure)
    return Text(number(figure.value)).append(f"\n{bounds}" if bounds else "", "dim")
