"""Items into a command and lines out of it: progress on stderr, results on stdout as soon as they are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from guardrail.bench.items import Item, count_lines, read_items
from guardrail.errors import ItemError

Work = TypeVar("Work")


def items(file: str, skip_bad: bool) -> Iterator[Item]:
    """The items of a file.

    Raises ItemError at the first line that cannot be read; with `skip_bad` such lines are named and counted on stderr.
    """
    bad = 0
    for item in progress(read_items(file), count_lines(file), "items"):
        if not isinstance(item, ItemError):
            yield item
        elif skip_bad:
            bad += 1
            typer.echo(f"skipped {item}", err=True)
        else:
            raise item
    if bad:
        typer.echo(f"{bad} {'line was' if bad == 1 else 'lines were'} skipped", err=True)


def progress(work: Iterable[Work], total: int | None, description: str) -> Iterator[Work]:
    """The same, with a progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield from work
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(work, total=total, description=description)


def write(line: Mapping[str, Any]) -> None:
    """One line of JSON on stdout, at once."""
    print(json.dumps(line), flush=True)
