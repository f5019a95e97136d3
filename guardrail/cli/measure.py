"""From files of items to figures: on the console, and in a report or as JSON where that is wanted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from guardrail.bench.items import Item
from guardrail.bench.measurable import measurable
from guardrail.bench.quality import quality
from guardrail.bench.report import Source, report
from guardrail.bench.sample import Judged
from guardrail.cli import feed
from guardrail.cli.figures import show
from guardrail.engine import Guard
from guardrail.errors import InputError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure and where to write it; a file that is not wanted is ""."""

    items: str
    ordinary: str
    skip_bad: bool
    resamples: int
    base_rate: float
    html: str
    html_examples: int
    json: str


def measure(guard: Guard, wanted: Wanted) -> None:
    """Judge the items and show the figures. Raises InputError for wrong input, before anything is judged."""
    labelled, ordinary = _read(wanted)
    judged = _judged(guard, labelled)
    figures = quality(judged, _judged(guard, ordinary), resamples=wanted.resamples, base_rate=wanted.base_rate)
    show(figures, Console())
    if wanted.json:
        feed.save(wanted.json, json.dumps({"policy": guard.policy.name, **figures.data()}, indent=2) + "\n")
    if wanted.html:
        source = Source(guard.policy, wanted.items, wanted.ordinary)
        feed.save(wanted.html, report(source, judged, figures, wanted.html_examples))


def _read(wanted: Wanted) -> tuple[list[Item], list[Item]]:
    for file in filter(None, (wanted.html, wanted.json)):
        feed.writable(file)
    if wanted.html_examples and not wanted.html:
        raise InputError("--html-examples: found no report to show them in; allowed: together with --html")
    labelled = list(feed.items(wanted.items, wanted.skip_bad))
    measurable(labelled, wanted.items)
    ordinary = list(feed.items(wanted.ordinary, wanted.skip_bad)) if wanted.ordinary else []
    if wanted.ordinary and not ordinary:
        raise InputError(f"{wanted.ordinary}: found no items; allowed: one or more")
    return labelled, ordinary


def _judged(guard: Guard, items: Sequence[Item]) -> Judged:
    progress = feed.progress(items, len(items), "judging")
    return [(item, guard.check(item.conversation, item.reply)) for item in progress]
