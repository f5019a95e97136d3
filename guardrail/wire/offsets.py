"""Where the places of a text are after some of its words were changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

Offsets = Callable[[int], int]

_WORD = re.compile(r"\S+\s*|\s+")


def offsets(old: str, new: str) -> Offsets:
    """A function from offsets into `old` to offsets into `new`, never falling.

    Words that came in place of others stand where those stood; an offset inside words that went is at the end of what
    came.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    here, there = _starts(before), _starts(after)
    runs = [(here[a], there[c], there[d], kind == "equal") for kind, a, b, c, d in changes if a < b]
    begins = [begin for begin, *_ in runs]

    def moved(offset: int) -> int:
        if offset <= 0 or offset >= len(old):
            return len(new) if offset > 0 else 0
        begin, first, last, kept = runs[bisect_right(begins, offset) - 1]
        if kept:
            return first + offset - begin
        return first if offset == begin else last

    return moved


def _starts(words: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, words), initial=0))
