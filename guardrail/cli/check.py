"""`guardrail check`: one reply, judged."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from guardrail.bench.results import finding_data, scores
from guardrail.cli.feed import write
from guardrail.cli.options import PolicyName
from guardrail.cli.show import verdict_view
from guardrail.engine import Guard
from guardrail.errors import InputError
from guardrail.types import Conversation, Verdict


def check(
    reply: Annotated[str, typer.Argument(metavar="[REPLY]", help="The reply; '-' or nothing reads stdin.")] = "-",
    message: Annotated[str, typer.Option("--message", "-m", help="What the person wrote.")] = "",
    conversation: Annotated[
        Path | None, typer.Option("--conversation", "-c", help="A JSON file: messages in the OpenAI shape.")
    ] = None,
    policy: PolicyName = "default",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Judge one reply, and show the words that fail.

    Exit status: 0 nothing flagged, 1 flagged, 2 something wrong with the input.

    \b
    guardrail check -m "My dog died this morning." "Here are five steps for after-care."
    guardrail check -c conversation.json -p companion < reply.txt
    """
    guard = Guard.load(policy)
    text = _stdin() if reply == "-" else reply
    verdict = guard.check(_conversation(message, conversation), text)
    if as_json:
        write(_data(verdict))
    else:
        Console().print(verdict_view(text, verdict))
    raise typer.Exit(1 if verdict.findings else 0)


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"stdin: found no UTF-8 at byte {error.start}; allowed: text in UTF-8") from None


def _conversation(message: str, file: Path | None) -> Conversation:
    if file is None:
        return Conversation.of(message if message else [])
    try:
        raw: Any = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{file}: found no JSON: {error}") from None
    messages = raw.get("messages") if isinstance(raw, dict) else raw
    if not isinstance(messages, list):
        raise InputError(f"{file}: found {type(messages).__name__}; allowed: a list of messages, or an object with one")
    try:
        opening = Conversation.of(messages)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    return Conversation((*opening.messages, *Conversation.of(message).messages)) if message else opening


def _data(verdict: Verdict) -> dict[str, Any]:
    return {
        "scores": scores(verdict),
        "findings": [finding_data(finding) for finding in verdict.findings],
        "skipped": verdict.skipped,
        "danger": [danger.value for danger in verdict.danger],
        "unjudged": {item.mode.value: item.reason for item in verdict.unjudged},
        "ms": round(verdict.milliseconds, 3),
    }
