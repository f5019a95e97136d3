import json

import pytest
from typer.testing import CliRunner

from guardrail import Guard
from guardrail.cli.app import app
from guardrail.policy.load import load
from guardrail.testing import FlagWords


@pytest.fixture
def run(monkeypatch):
    """Run the command in this process, with a guard that flags "somewhat" and mends it to "deeply"."""
    flags = [FlagWords("somewhat", replacement="deeply")]
    made = classmethod(lambda cls, policy="default", hand_over=None: cls(load(policy), flags, hand_over))
    monkeypatch.setattr(Guard, "load", made)
    runner = CliRunner()
    return lambda *arguments, **more: runner.invoke(app, [*map(str, arguments)], catch_exceptions=True, **more)


@pytest.fixture
def items(tmp_path):
    """Write items, with a line that is no JSON where the item is None."""

    def write(*replies, **more):
        messages = [{"role": "user", "content": "my dog barks"}]
        lines = [
            "{" if reply is None else json.dumps({"id": str(index), "messages": messages, "reply": reply, **more})
            for index, reply in enumerate(replies)
        ]
        path = tmp_path / "items.jsonl"
        path.write_text("\n".join(lines), "utf-8")
        return path

    return write
