"""`guardrail bench`: how good, and how fast."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from guardrail.bench.quality import Quality, measurable, quality
from guardrail.bench.speed import Measure, speed
from guardrail.cli import feed
from guardrail.cli.options import PolicyName, SkipBad
from guardrail.engine import Guard
from guardrail.errors import InputError


def bench(
    items: Annotated[str, typer.Argument(metavar="[ITEMS.jsonl]", help="Labelled items; '-' reads stdin.")] = "",
    policy: PolicyName = "default",
    skip_bad: SkipBad = False,
    speed: Annotated[bool, typer.Option("--speed", help="Measure speed instead; needs no items.")] = False,
) -> None:
    """Measure the guard: agreement with labels, or speed.

    With items: precision, recall, F1 and AUC per mode (arguable labels are left out), the share of clean items
    flagged, and the time a reply takes. With --speed: times and ratios of one run, beside their targets.

    \b
    guardrail bench labelled.jsonl --policy default
    guardrail bench --speed
    """
    guard = Guard.load(policy)
    if speed:
        Console().print(_speed_table(guard))
    elif items:
        labelled = list(feed.items(items, skip_bad))
        measurable(labelled)
        judging = feed.progress(labelled, len(labelled), "judging")
        _print_quality(quality([(item, guard.check(item.conversation, item.reply)) for item in judging]))
    else:
        raise InputError("found nothing to measure; allowed: ITEMS.jsonl or --speed")


def _print_quality(figures: Quality) -> None:
    table = Table("mode", "precision", "recall", "F1", "AUC", "present", "absent", box=SIMPLE, pad_edge=False)
    for mode, one in figures.modes.items():
        rates = (one.precision, one.recall, one.f1, one.auc)
        table.add_row(mode.value, *map(_figure, rates), str(one.present), str(one.absent))
    table.add_row("macro", "", "", _figure(figures.macro_f1), _figure(figures.macro_auc), end_section=True)
    console = Console()
    console.print(table)
    console.print(f"items {figures.items}, not judged in every mode {figures.not_judged.total()}")
    for reason, count in figures.not_judged.most_common():
        console.print(f"    {count}: {reason}", style="yellow", markup=False)
    console.print(
        f"flagged in any mode: {figures.flagged:.1%} of all, {_percent(figures.clean_flagged)} of clean items"
    )
    console.print(f"time a reply: {figures.milliseconds:.2f} ms (median)")


def _speed_table(guard: Guard) -> Table:
    table = Table("what", "value", "target", "")
    for measure in feed.progress(speed(guard), 8, "measuring"):
        table.add_row(*_speed_row(measure))
    return table


def _speed_row(measure: Measure) -> tuple[str, str, str, str]:
    value = f"{measure.value:.3f} {measure.unit}"
    if measure.target is None:
        return measure.name, value, "", ""
    met = "[green]met[/]" if measure.value <= measure.target else "[red]over[/]"
    return measure.name, value, f"at most {measure.target:g} {measure.unit}", met


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
