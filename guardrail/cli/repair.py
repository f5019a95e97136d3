"""`guardrail repair`: a file of items, put right line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Annotated

import typer
from rich.console import Console

from guardrail.bench.repairs import Repaired, repaired
from guardrail.bench.results import repair_data
from guardrail.cli import feed
from guardrail.cli.model import Upstream, judge_for
from guardrail.cli.options import ItemsFile, ModelName, PolicyName, SkipBad, UpstreamUrl
from guardrail.cli.pairs import pair
from guardrail.engine import Guard
from guardrail.types import Action

Show = typer.Option(min=0, metavar="N", help="Show the first N replies that change beside what is delivered.")


def repair(
    items: ItemsFile,
    policy: PolicyName = "default",
    skip_bad: SkipBad = False,
    upstream: UpstreamUrl = "",
    model: ModelName = "",
    show: Annotated[int, Show] = 0,
) -> None:
    """Put the replies of items right, one JSON line out for each line in, in order; the sum is on stderr.

    A line out: id, action and reason, delivered, attempts (replies tried after the first) and objections to each,
    flagged, mended, scores before and after, words added and removed, calls of the model and tokens.
    Without --upstream, replies are mended by editing their own words, or replaced by the policy's fallback.
    The upstream's key is read from OPENAI_API_KEY. --show prints pairs for people in place of JSON.

    \b
    guardrail repair items.jsonl
    guardrail repair items.jsonl --show 20
    guardrail repair items.jsonl --upstream http://127.0.0.1:8080/v1 --model smollm2
    """
    guard, asked = Guard.load(policy), Upstream(upstream, model)
    judge = judge_for(guard.policy)
    done = (repaired(guard, item, asked.ask, judge) for item in feed.items(items, skip_bad))
    if show:
        console = Console()
        for one in islice((one for one in done if one.outcome.changed), show):
            console.print(pair(one))
    else:
        _write(done)
    asked.report()


def _write(done: Iterable[Repaired]) -> None:
    counted: Counter[str] = Counter()
    for one in done:
        feed.write(repair_data(one))
        counted.update(_counts(one))
    typer.echo(_sum(counted), err=True)


def _counts(one: Repaired) -> dict[str, int]:
    flagged, action = int(bool(one.before.findings)), one.outcome.action.value
    counts = {"replies": 1, "flagged": flagged, "mended": one.mended, "calls": one.calls, "tokens": one.tokens}
    return {**counts, f"left by {action}": flagged}


def _sum(counted: Counter[str]) -> str:
    left = ", ".join(f"{action.value} {counted[f'left by {action.value}']}" for action in Action)
    mended = f"{counted['flagged']} of {counted['replies']} replies flagged, {counted['mended']} mended"
    return f"{mended}; the flagged left by: {left}; {counted['calls']} calls of the model, {counted['tokens']} tokens"
