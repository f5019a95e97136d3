"""Edits of a reply's own words, safely made: delete a sentence or a few words, exchange a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from guardrail.repair.integrity import brought
from guardrail.repair.markup import is_bare, joined, widened
from guardrail.types import Conversation, Edit, Reply, Span

_BLANK_START = re.compile(r"\A(?:[^\S\n]*\n)+")
_GREETING = re.compile(
    r"[*_]{0,3}(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|respected|w?a?salaa?m|namaste|namaskar|pole)\b"
    r"[^.!?,\n]{0,30}[.!,\n]+\s*",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"[^\S\n]*(?:#|[-+*\u2022]\s|\d{1,2}[.)]|\||>|```|[*_]{2}[^*_\n]+[*_]{2}\s*$)", re.MULTILINE)
_THAT, _THAT_TOO = re.compile(r"\bthat\s*\Z", re.I), re.compile(r"[^.!?\n]*\b(?:and|but|or) that\b", re.I)
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u201d\u2019)*_~]*\s*\Z|\n\s*\Z")


def edited(conversation: Conversation, reply: Reply, edits: Iterable[Edit]) -> Reply | None:
    """The reply with edits made; None where nothing could safely be changed. It may be left empty.

    Edits that overlap give way to the longest. Nothing is edited in a reply that was cut off, no edit touches a fact,
    and none tears markdown apart.
    """
    held = [(fact.start, fact.end) for fact in conversation.once(brought, reply.text)]
    made = _apart(safe for edit in edits if (safe := _safe(reply.text, edit, held)))
    if not made or reply.truncated:
        return None
    text = reply.text
    for edit in reversed(made):
        text = _apply(text, edit)
    text = _BLANK_START.sub("", text).rstrip()
    return reply.with_text(text) if text != reply.text.rstrip() else None


def opened(text: str, said: str) -> str:
    """A reply that opens with what is said: after a greeting, in a paragraph of its own before a list or a heading."""
    found = _GREETING.match(text)
    greeting, rest = (found[0], text[found.end() :]) if found else ("", text)
    if greeting.rstrip(" ").endswith(","):
        greeting, rest = f"{greeting.rstrip(' ,')}. ", _capitalised(rest)
    joint = "\n\n" if _BLOCK.match(rest) else " "
    return f"{greeting}{said}{joint}{rest}" if rest else f"{greeting}{said}"


def _safe(text: str, edit: Edit, held: Sequence[tuple[int, int]]) -> Edit | None:
    """The edit, widened over the marks around what it deletes; None where it would cut a fact or tear a pair apart."""
    if _THAT.search(edit.span.quote) and _THAT_TOO.match(text, edit.span.end):
        return None
    span = widened(text, edit.span, bool(edit.replacement.strip()))
    if span is None or any(start < span.end and span.start < end for start, end in held):
        return None
    return Edit(span, edit.replacement)


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits by position, none overlapping another."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.span.start - edit.span.end, edit.span.start, edit.replacement)):
        if all(edit.span.end <= other.span.start or edit.span.start >= other.span.end for other in chosen):
            chosen.append(edit)
    return sorted(chosen, key=lambda edit: edit.span.start)


def _apply(text: str, edit: Edit) -> str:
    before, after = text[: edit.span.start], text[edit.span.end :]
    if edit.replacement.strip():
        return before + _cased(edit.span, edit.replacement) + after
    if _opens_sentence(before):
        after = _capitalised(after.lstrip(" ,"))
    return joined(before, after)


def _opens_sentence(before: str) -> bool:
    return is_bare(before[before.rfind("\n") + 1 :]) or _SENTENCE_END.search(before[-40:]) is not None


def _capitalised(text: str) -> str:
    marks = len(text) - len(text.lstrip("*_~"))
    return text[:marks] + text[marks : marks + 1].upper() + text[marks + 1 :]


def _cased(span: Span, replacement: str) -> str:
    return _capitalised(replacement) if span.quote[:1].isupper() else replacement
