"""The command `guardrail`: its subcommands, and how it ends when something is wrong."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import typer

from guardrail.cli import bench, check, demo, explain, judge, policy, repair, robust, rule, serve
from guardrail.errors import GuardrailError

WRONG_INPUT = 2

app = typer.Typer(
    name="guardrail",
    help="Catches replies that fail the person, and puts them right before they are delivered.",
    epilog="Begin with: guardrail demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    check.check,
    judge.judge,
    explain.explain,
    repair.repair,
    bench.bench,
    robust.robust,
    serve.serve,
    demo.demo,
):
    app.command()(command)
app.add_typer(policy.app, name="policy")
app.add_typer(rule.app, name="rule")


def main() -> None:
    """Run the command; what the guard raises on purpose becomes one message on stderr and exit status 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # no character of a reply ends the command
    try:
        app()
    except GuardrailError as error:
        typer.echo(f"guardrail: {error}", err=True)
        sys.exit(WRONG_INPUT)
