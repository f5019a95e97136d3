"""`guardrail policy`: look at policies, and check them before any traffic."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from guardrail.detectors.phrases import rule_book
from guardrail.errors import PolicyError, Problem, RuleError
from guardrail.policy import load
from guardrail.policy.document import to_yaml
from guardrail.policy.schema import Policy

app = typer.Typer(help="Look at policies, and check them before any traffic.", no_args_is_help=True)


@app.command()
def check(
    policies: Annotated[list[str], typer.Argument(metavar="NAME|FILE...", help="Policies to check.")],
) -> None:
    """Check policies and the rules they arm; every problem of every file is named at file:line:column.

    Exit status: 0 all are right, 2 something is wrong.

    \b
    guardrail policy check my-policy.yaml
    """
    problems = []
    for name in policies:
        policy, wrong = load.check(name)
        if policy is not None:
            wrong = load.located(name, _unarmed(policy))
        if not wrong:
            typer.echo(f"{name}: right")
        problems += wrong
    if problems:
        raise PolicyError(list(dict.fromkeys(problems)))


def _unarmed(policy: Policy) -> list[Problem]:
    """What is wrong with the rules that a policy arms."""
    try:
        rule_book(policy.rules)
    except RuleError as refused:
        return list(refused.problems)
    return []


@app.command()
def show(
    policy: Annotated[str | None, typer.Argument(metavar="[NAME|FILE]", help="Nothing lists the shipped ones.")] = None,
) -> None:
    """Show a whole policy as YAML, with all that it extends filled in; or list the shipped policies.

    \b
    guardrail policy show
    guardrail policy show support > my-policy.yaml
    """
    if policy is not None:
        typer.echo(to_yaml(load.load(policy).model_dump(mode="json", exclude={"extends"})), nl=False)
        return
    table = Table("policy", "what it is for")
    for name in load.names():
        table.add_row(name, load.load(name).description)
    Console().print(table)


@app.command()
def schema() -> None:
    """Print the JSON schema of a policy, for editors that complete and check YAML.

    \b
    guardrail policy schema > policy.schema.json
    """
    typer.echo(json.dumps(Policy.model_json_schema(), indent=2))
