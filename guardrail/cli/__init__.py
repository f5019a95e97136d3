"""The command `guardrail`."""

from guardrail.cli.app import main

__all__ = ["main"]
