"""`guardrail explain`: what the verdict on one item rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.text import Text

from guardrail.bench.items import Item
from guardrail.cli import feed
from guardrail.cli.options import ItemsFile, PolicyName
from guardrail.cli.sides import sides
from guardrail.cli.weights import weights
from guardrail.engine import Guard
from guardrail.errors import Unreadable
from guardrail.explain import Explanation
from guardrail.explain import explain as explained
from guardrail.types import Mode, Reply

Only = typer.Option("--mode", help="Only this mode; may be given more than once.")


def explain(
    items: ItemsFile,
    name: Annotated[str | None, typer.Option("--id", metavar="ID", help="Which item, where there are several.")] = None,
    policy: PolicyName = "default",
    only: Annotated[list[Mode] | None, Only] = None,
    every: Annotated[bool, typer.Option("--all", help="All signals, not only the twelve that weigh most.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object, with all signals, instead of text.")
    ] = False,
) -> None:
    """Explain the scores of one item: what the person needs, what the reply does, and what each signal adds.

    Weights are in log-odds against the average reply; they add up to the score of their mode.

    \b
    guardrail explain items.jsonl --id 17
    guardrail explain items.jsonl --id 17 --mode conflict_avoidance --all
    tail -n 1 items.jsonl | guardrail explain - --json
    """
    guard = Guard.load(policy)
    item = feed.item(items, name)
    found, skipped = _explained(guard, item, only or list(Mode))
    if as_json:
        about = {"id": item.id, "policy": guard.policy.name, "skipped": skipped}
        feed.write({**about, **(asdict(found) if found else {})})
    else:
        title = Text.assemble((item.id, "bold"), f", judged by the policy {guard.policy.name}")
        parts = _parts(found, every) if found else [Text(f"not judged: {skipped}", "yellow")]
        Console().print(Group(title, *parts))


def _explained(guard: Guard, item: Item, only: list[Mode]) -> tuple[Explanation | None, str]:
    """What there is to say of some modes; or nothing, and why the reply is not judged."""
    try:
        found = explained(guard, item.conversation, Reply(item.reply))
    except Unreadable as reason:
        return None, str(reason)
    return replace(found, modes=tuple(mode for mode in found.modes if mode.mode in only)), ""


def _parts(found: Explanation, every: bool) -> Iterator[RenderableType]:
    yield from sides(found)
    yield from ("", Text(found.unasked or "judged with the encoder", "dim"))
    for mode in found.modes:
        yield from weights(mode, every)
