"""A text dealt out over the events of a stream, word by word, so that it streams as the words before it did."""

from __future__ import annotations

import re

_WORDS = re.compile(r"\s*\S+\s*")


def portions(text: str, count: int) -> list[str]:
    """The text in `count` parts of about as many words each; joined they are the text."""
    words = _WORDS.findall(text) or [text]
    return ["".join(words[len(words) * n // count : len(words) * (n + 1) // count]) for n in range(count)]
