"""Check the labelled items and say what they are worth: `python -m training.check`."""

from __future__ import annotations

from typing import Annotated

import typer

from training import items, schema, separability
from training.copies import copies
from training.counts import counts


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what words alone tell apart.")] = False,
) -> None:
    """Print counts, what words alone tell apart, and all problems at file:line; exit with 1 where there are any."""
    checked = schema.check(items.HERE)
    problems = checked.problems or tuple(copies(checked.items, items.HERE))
    if not checked.problems:  # the rest relies on the form
        labelled = items.ours()
        report = () if quick else separability.report(labelled)
        for line in (*counts(checked.items, checked.readings, labelled), *report):
            typer.echo(line)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
