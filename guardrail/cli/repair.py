"""`guardrail repair`: a file of items, put right line by line."""

from __future__ import annotations

from typing import Annotated

import typer

from guardrail.bench.results import repaired
from guardrail.cli import feed
from guardrail.cli.options import ItemsFile, PolicyName, SkipBad
from guardrail.engine import AskModel, Guard
from guardrail.errors import InputError


def repair(
    items: ItemsFile,
    policy: PolicyName = "default",
    skip_bad: SkipBad = False,
    upstream: Annotated[str, typer.Option(metavar="URL", help="An OpenAI-compatible model to ask again.")] = "",
    model: Annotated[str, typer.Option(metavar="NAME", help="The model's name at the upstream.")] = "",
) -> None:
    """Put the replies of items right, one JSON line out for each line in, in order.

    A line out: id, action, delivered, attempts (replies tried after the first), and the scores before and after.
    Without --upstream, replies are mended by editing their own words, or replaced by the policy's fallback.
    The upstream's key is read from OPENAI_API_KEY.

    \b
    guardrail repair items.jsonl
    guardrail repair items.jsonl --upstream http://127.0.0.1:8080/v1 --model smollm2
    """
    guard = Guard.load(policy)
    ask = _ask(upstream, model)
    for item in feed.items(items, skip_bad):
        feed.write(repaired(guard, item, ask))


def _ask(upstream: str, model: str) -> AskModel | None:
    if not upstream:
        return None
    if not model:
        raise InputError("--model: found nothing; allowed: the model's name at the upstream")
    from guardrail_adapters.asking import asking

    return asking(upstream, model)
