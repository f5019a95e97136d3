"""Items into a command and lines out of it: progress on stderr, results on stdout as soon as they are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from guardrail.bench.items import Item, count_lines, read_items
from guardrail.errors import InputError, ItemError
from guardrail.policy.wording import closest

Work = TypeVar("Work")
_NEAR = 3


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


def item(file: str, name: str | None = None) -> Item:
    """The item of a file that has an id, or, without an id, the only item there is.

    Raises InputError that names the nearest ids where there is no such item, ItemError as `items` does.
    """
    others: dict[str, Item] = {}
    for each in items(file, skip_bad=False):
        if each.id == name:
            return each
        others.setdefault(each.id, each)
    if name is None and len(others) == 1:
        return others.popitem()[1]
    raise InputError(_no_item(file, name, list(others)))


def _no_item(file: str, name: str | None, ids: list[str]) -> str:
    if not ids:
        return f"{file}: found no item; allowed: one item a line"
    near = [] if name is None else closest(name, ids, _NEAR)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else f", such as {ids[0]!r}"
    found = "nothing" if name is None else repr(name)
    return f"--id: found {found}; allowed: an id of the {len(ids)} in {file}{hint}"


def progress(work: Iterable[Work], total: int | None, description: str) -> Iterator[Work]:
    """The same, with a progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield from work
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(work, total=total, description=description)


def writable(file: str) -> None:
    """Make sure, before the work, that there is a place for its result. Raises InputError that names the file."""
    if Path(file).is_dir() or not Path(file).parent.is_dir():
        raise InputError(f"{file}: found no such place; allowed: a file in a folder that is there")


def save(file: str, text: str) -> None:
    """Write a text to a file, whatever characters it has. Raises InputError that names the file."""
    try:
        Path(file).write_text(text, "utf-8", errors="xmlcharrefreplace")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None


def write(line: Mapping[str, Any]) -> None:
    """One line of JSON on stdout, at once."""
    print(json.dumps(line), flush=True)
