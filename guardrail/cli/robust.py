"""`guardrail robust`: how far scores move when the words change and the sense does not."""

from __future__ import annotations

from typing import Annotated

import typer

from guardrail.bench.measurable import installed
from guardrail.cli.options import ItemsFile, PolicyName, SkipBad
from guardrail.engine import Guard

WORST = 10

Worst = typer.Option(min=0, help="List so many of the scores that move farthest.")
Texts = typer.Option("--show-texts", help="Show what was changed in those: quotes conversations.")
Seed = typer.Option(help="Draws other words to change; the same seed always changes the same.")


def robust(
    items: ItemsFile,
    policy: PolicyName = "default",
    skip_bad: SkipBad = False,
    worst: Annotated[int, Worst] = WORST,
    show_texts: Annotated[bool, Texts] = False,
    json_file: Annotated[str, typer.Option("--json", metavar="FILE", help="Write the figures as JSON.")] = "",
    seed: Annotated[int, Seed] = 0,
) -> None:
    """Measure how far scores move when an item is written otherwise: typos, case, emoji, markdown, other names.

    Each item is judged as it is and under every perturbation that applies to it, a dozen times in all. That is
    why this is no option of bench: it needs no labels, takes longer, and answers another question. For each mode and
    perturbation: how many items it applies to, mean and 95th percentile of the change of score, the share of decisions
    that flip, and with labels the AUC before and after.

    \b
    guardrail robust items.jsonl
    guardrail robust items.jsonl --worst 20 --show-texts --json moved.json
    """
    installed()
    from guardrail.cli.movement import Wanted, measure  # here, not above: it needs the extra

    measure(Guard.load(policy), Wanted(items, skip_bad, worst, show_texts, json_file, seed))
