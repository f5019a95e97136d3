"""Edits of the reply's own words."""

from __future__ import annotations

from collections.abc import Sequence

from guardrail.types import Conversation, Finding, Reply


def rewrite(conversation: Conversation, reply: Reply, findings: Sequence[Finding]) -> Reply | None:
    """The reply with the findings' edits made; None where there is no safe edit."""
    edits = sorted(
        {edit for finding in findings for item in finding.evidence for edit in item.edits},
        key=lambda edit: -edit.span.start,
    )
    text = reply.text
    for edit in edits:
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return reply.with_text(text) if edits else None
