"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

PolicyName = Annotated[
    str,
    typer.Option("--policy", "-p", metavar="NAME|FILE", help="A shipped policy's name, or the path of a policy file."),
]
ItemsFile = Annotated[
    str, typer.Argument(metavar="ITEMS.jsonl", help="One item a line: id, messages, reply; '-' reads standard input.")
]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Pass over lines that cannot be read, name them on stderr, and count them.")
]
UpstreamUrl = Annotated[str, typer.Option("--upstream", metavar="URL", help="An OpenAI-compatible model to ask again.")]
ModelName = Annotated[str, typer.Option("--model", metavar="NAME", help="The model's name at the upstream.")]
