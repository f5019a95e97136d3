"""One change of a reply: edits that belong together, and what is said before what they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guardrail.repair.edits import edited, opened
from guardrail.types import Conversation, Edit, Reply

_GLAD = "I'm glad you told me."  # where nothing else is left to say


@dataclass(frozen=True, slots=True)
class Revision:
    """Edits that are made together or not at all, and what they are for; `said` is put before what they leave."""

    purpose: str
    edits: tuple[Edit, ...] = ()
    said: str = ""


def revised(conversation: Conversation, reply: Reply, revisions: Sequence[Revision]) -> Reply | None:
    """The reply with revisions made; None where nothing could safely be changed."""
    said = "".join(revision.said for revision in revisions)
    fresh = edited(conversation, reply, (edit for revision in revisions for edit in revision.edits))
    if not said or reply.truncated:
        return fresh
    text = (fresh or reply).text
    return reply.with_text(opened(text, said) if text else f"{said} {_GLAD}")


def behind(revisions: Sequence[Revision], sent: str) -> tuple[Revision, ...]:
    """What of the revisions leaves the words that were sent at the reply's beginning alone."""
    if not sent:
        return tuple(revisions)
    kept = (
        replace(revision, edits=tuple(edit for edit in revision.edits if edit.span.start >= len(sent)))
        for revision in revisions
        if not revision.said
    )
    return tuple(revision for revision in kept if revision.edits)
