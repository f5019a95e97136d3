"""`guardrail bench`: how good, and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from guardrail.bench.measurable import BASE_RATE, RESAMPLES, installed
from guardrail.bench.speed import Measure, speed
from guardrail.cli import feed
from guardrail.cli.model import Upstream
from guardrail.cli.options import ModelName, PolicyName, SkipBad, UpstreamUrl
from guardrail.engine import Guard
from guardrail.errors import InputError, MissingExtra

Ordinary = typer.Option(metavar="FILE", help="Items without labels: each flag is a false alarm.")
Share = typer.Option("--base-rate", min=0, max=1, help="Show the precision if that share of replies failed.")
Mend = typer.Option("--repair", help="Measure repairs instead: how many they mend, at what cost.")
Scripted = typer.Option(min=0, max=1, metavar="SHARE", help="Repair with a model that follows guidance so often.")
Examples = typer.Option("--html-examples", min=0, help="Show so many wrong flags a mode: quotes conversations.")


def bench(
    items: Annotated[str, typer.Argument(metavar="[ITEMS.jsonl]", help="Labelled items; '-' reads stdin.")] = "",
    policy: PolicyName = "default",
    skip_bad: SkipBad = False,
    ordinary: Annotated[str, Ordinary] = "",
    resamples: Annotated[int, typer.Option(min=0, help="Resamples for the intervals; 0 shows none.")] = RESAMPLES,
    base_rate: Annotated[float, Share] = BASE_RATE,
    html: Annotated[str, typer.Option(metavar="FILE", help="Write a report with pictures, in one file.")] = "",
    html_examples: Annotated[int, Examples] = 0,
    json_file: Annotated[str, typer.Option("--json", metavar="FILE", help="Write the figures as JSON.")] = "",
    repair: Annotated[bool, Mend] = False,
    scripted: Annotated[float | None, Scripted] = None,
    upstream: UpstreamUrl = "",
    model: ModelName = "",
    speed: Annotated[bool, typer.Option("--speed", help="Measure speed instead; needs no items.")] = False,
) -> None:
    """Measure the guard: agreement with labels, repairs, or speed.

    With items: precision, recall, F1 and AUC per mode (arguable labels are left out) with intervals, calibration, the
    share of clean items flagged, and the time a reply takes. With --repair: how many flagged replies are mended by word
    edits alone, with a scripted model that follows guidance in a share of its answers (--scripted), or with a real one
    (--upstream). With --speed: times of one run, beside their targets.

    \b
    guardrail bench labelled.jsonl --policy default
    guardrail bench labelled.jsonl --ordinary chats.jsonl --html report.html
    guardrail bench labelled.jsonl --repair --scripted 0.5
    guardrail bench --speed
    """
    guard = Guard.load(policy)
    if speed:
        Console().print(_speed_table(guard))
        return
    if not items:
        raise InputError("found nothing to measure; allowed: ITEMS.jsonl or --speed")
    installed()
    if repair:
        from guardrail.cli import mending  # here and below, not above: they need the extra

        _refuse("found --repair; allowed: --json, or without --repair", {"--html": html, "--ordinary": ordinary})
        asked = Upstream(upstream, model)
        mending.measure(guard, mending.Wanted(items, skip_bad, resamples, json_file, asked.ask, scripted))
        asked.report()
    else:
        from guardrail.cli.measure import Wanted, measure

        _refuse("found no --repair; allowed: together with --repair", {"--scripted": scripted, "--upstream": upstream})
        measure(guard, Wanted(items, ordinary, skip_bad, resamples, base_rate, html, html_examples, json_file))


def _refuse(reason: str, options: Mapping[str, object]) -> None:
    """Raises InputError where one of the options is given."""
    for name, value in options.items():
        if value not in ("", None):
            raise InputError(f"{name}: {reason}")


def _speed_table(guard: Guard) -> Table:
    table = Table("what", "value", "target", "")
    for measure in feed.progress(chain(speed(guard), _sdk_speed()), None, "measuring"):
        table.add_row(*_speed_row(measure))
    return table


def _sdk_speed() -> Iterator[Measure]:
    """What the transport costs, where the SDK is there that it is measured beside."""
    try:
        from guardrail_adapters.sdk_speed import sdk_speed
    except MissingExtra:
        return iter(())
    return sdk_speed()


def _speed_row(measure: Measure) -> tuple[str, str, str, str]:
    value = f"{measure.value:.3f} {measure.unit}"
    if measure.target is None:
        return measure.name, value, "", ""
    met = "[green]met[/]" if measure.value <= measure.target else "[red]over[/]"
    return measure.name, value, f"at most {measure.target:g} {measure.unit}", met
