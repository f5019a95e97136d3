"""`guardrail repair`: a file of items, put right line by line."""

from __future__ import annotations

from typing import Annotated

import typer

from guardrail.bench.results import repaired
from guardrail.cli import feed
from guardrail.cli.options import ItemsFile, PolicyName, SkipBad
from guardrail.engine import AskModel, Guard
from guardrail.errors import InputError
from guardrail.types import Conversation, Reply


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
    failed: list[Exception] = []
    ask = _ask(upstream, model, failed) if upstream else None
    for item in feed.items(items, skip_bad):
        feed.write(repaired(guard, item, ask))
    if failed:
        typer.echo(f"{len(failed)} calls of the model failed, the last with: {failed[-1]}", err=True)


def _ask(upstream: str, model: str, failed: list[Exception]) -> AskModel:
    """What asks the upstream; its failures are also kept in `failed`, for the end of the run to tell."""
    if not model:
        raise InputError("--model: found nothing; allowed: the model's name at the upstream")
    from guardrail_adapters.asking import asking

    asked = asking(upstream, model)

    def ask(conversation: Conversation) -> Reply | str:
        try:
            return asked(conversation)
        except Exception as error:
            failed.append(error)
            raise

    return ask
