"""`guardrail rule`: what the rules look for, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.table import Column, Table
from rich.text import Text

from guardrail.cli.options import PolicyName
from guardrail.detectors.phrases import Rule, rule_book
from guardrail.errors import InputError
from guardrail.policy.load import load
from guardrail.policy.wording import nearest

app = typer.Typer(help="Look at the rules: what each looks for, and why.", no_args_is_help=True)


@app.command("list")
def listing(policy: PolicyName = "default") -> None:
    """List the rules that a policy arms.

    \b
    guardrail rule list
    guardrail rule list --policy my-policy.yaml
    """
    table = Table(Column("rule", no_wrap=True), Column("signal", no_wrap=True), "why it fails a person")
    for rule in _armed(policy).values():
        table.add_row(rule.id, rule.signal, Text(rule.why))
    Console().print(table)


@app.command()
def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, as `guardrail rule list` prints it.")],
    policy: PolicyName = "default",
) -> None:
    """Show a rule: what it looks for, why that fails a person, what to prefer, and examples of both.

    \b
    guardrail rule show minimise.at-least
    """
    armed = _armed(policy)
    if rule not in armed:
        near = nearest(rule, armed)
        hint = f"; did you mean {near!r}?" if near else ""
        raise InputError(f"rule: found {rule!r}; allowed: a rule that `guardrail rule list` prints{hint}")
    Console().print(Group(*_page(armed[rule])))


def _armed(policy: str) -> dict[str, Rule]:
    return rule_book(load(policy).rules).rules


def _page(rule: Rule) -> Iterator[Text]:
    """The fixed shape of a rule's page."""
    yield Text.assemble((rule.id, "bold"), f"  feeds the signal {rule.signal}")
    yield _part("why", f"When it counts, {rule.why}.")
    yield _part("prefer", rule.prefer)
    yield _part("looks for", *rule.phrases)
    yield _part("flags", *rule.examples.flag)
    yield _part("lets pass", *rule.examples.passing)
    yield _part("mended by", _edit(rule))


def _part(name: str, *lines: str) -> Text:
    return Text.assemble((f"\n{name}", "bold cyan"), *(f"\n    {line}" for line in lines))


def _edit(rule: Rule) -> str:
    if rule.edit is None:
        return "asking the model again"
    if rule.edit.delete:
        return f"deleting the {rule.edit.delete}"
    return ", ".join(f"{old!r} → {new!r}" for old, new in rule.edit.replace.items())
