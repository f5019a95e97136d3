"""The marks around words: what a deletion must take with it, and what it must not tear apart."""

from __future__ import annotations

import re

from guardrail.types import Span

_CLOSES = {"*": "*", "_": "_", "~": "~", '"': '"', "(": ")", "\u201c": "\u201d"}
_OPENING = re.compile(r"[*_~\"(\u201c]+\Z")
_CLOSING = re.compile(r"[*_~\")\u201d]+")
_RUNS = re.compile(r"\*+|`+|~+|\"|(?<!\w)_+|_+(?!\w)")
_NO_BRACKET = re.compile(r"\A\s*\d{1,2}\)|[:;8]['-]?[()]")
_PREFIX = re.compile(r"[ \t>]*(?:[-*+\u2022\u25cf\u25aa]|\d{1,2}[.)]|#{1,6})?[ \t]*(?:\[[ xX]\])?[ \t\r]*")
_MARKS = ("*", "_", "~")
_LONGEST = 8


def widened(text: str, span: Span, exchange: bool = False) -> Span | None:
    """The span with the marks that would be left around nothing; None where it would cut through a pair of marks.

    An exchange keeps the marks around it.
    """
    start, end = span.start, span.end
    while not exchange and start and end < len(text) and _CLOSES.get(text[start - 1]) == text[end]:
        start, end = start - 1, end + 1
    if text[start - 1 : start] == "[" or text[end : end + 1] == "]" or "|" in text[start:end]:
        return None
    before, after = _OPENING.search(text[max(start - _LONGEST, 0) : start]), _CLOSING.match(text[end : end + _LONGEST])
    left, right = (0, 0) if exchange else (len(before[0]) if before else 0, len(after[0]) if after else 0)
    for first, last in ((start, end), (start - left, end), (start, end + right)):
        if _whole(text[first:last]):
            return Span(first, last, text[first:last])
    return None


def _whole(words: str) -> bool:
    """Whether every mark in some words has its partner there."""
    plain = _NO_BRACKET.sub("", words)
    paired = all(plain.count(opening) == plain.count(closing) for opening, closing in ("()", "[]", "\u201c\u201d"))
    runs = [run[:1] for run in _RUNS.findall(plain)]
    return paired and all(runs.count(mark) % 2 == 0 for mark in set(runs))


def is_bare(line: str) -> bool:
    """Whether a line holds nothing but what can stand before words: the mark of a list, a heading, a quotation."""
    return _PREFIX.fullmatch(line) is not None


def joined(before: str, after: str) -> str:
    """What stood around a deletion, without double spaces; a line left with nothing but its mark goes too."""
    head, line = before[: before.rfind("\n") + 1], before[before.rfind("\n") + 1 :]
    rest, newline, tail = after.partition("\n")
    if is_bare(line + rest):
        return _without_line(head, newline, tail)
    if before.rstrip(" ").endswith(_MARKS) and rest.startswith(_MARKS):
        return f"{before.rstrip(' ')} {after}"
    if not rest.strip() or rest[:1] in ".,;:!?)*_~":
        before = before.rstrip(" ,;") if rest[:1] in (",", ";") else before.rstrip(" ")
    elif before[-1:] in " \t*_~(":
        after = after.lstrip(" ")
    return before + after


def _without_line(head: str, newline: str, tail: str) -> str:
    if not newline:
        return head.rstrip()
    gap = re.match(r"[^\S\n]*\n", tail)
    return head + (tail[gap.end() :] if gap and re.search(r"(?:\A|\n)[^\S\n]*\n\Z", head) else tail)
