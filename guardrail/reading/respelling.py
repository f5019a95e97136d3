"""Words as they were meant: typing errors, drawn-out letters and figures for letters undone, in words that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_FIGURE = re.compile(r"(?<=[A-Za-z])[0134@!|$5](?=[A-Za-z])")
_LETTERS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "!": "i", "|": "i", "$": "s"}


def without_figures(raw: str) -> str:
    """A text of the same length with letters for the figures and marks that stand between letters ("su1cide")."""
    return _FIGURE.sub(lambda mark: _LETTERS[mark.group()], raw)


@dataclass(frozen=True)
class Respelling:
    """Known misspellings, and words that are also known with one letter missing, added, exchanged or out of place."""

    known: Mapping[str, str]
    guessed: frozenset[str]

    @classmethod
    def of(cls, spellings: Mapping[str, str], guessed: Iterable[str]) -> Respelling:
        """`spellings` maps a word to its misspellings, spaces between; of `guessed` any near spelling is taken."""
        known = {wrong: right for right, listed in spellings.items() for wrong in (right, *listed.split())}
        return cls(known, frozenset(guessed))

    def __call__(self, key: str) -> str:
        """The word that was meant, as far as it is known; else the word itself."""
        for form in _forms(key):
            if form in self.known or form in self.guessed:
                return self.known.get(form, form)
            if form[:1] in self._initials:
                guess = next((self._near[part] for part in _trimmed(form) if part in self._near), "")
                if guess:
                    return guess
        return key

    @cached_property
    def _initials(self) -> frozenset[str]:
        return frozenset(word[0] for word in self.guessed)

    @cached_property
    def _near(self) -> dict[str, str]:
        return {part: word for word in self.guessed for part in _trimmed(word)}


def _forms(key: str) -> tuple[str, ...]:
    """The word as it stands, and with drawn-out letters once and twice."""
    if _DRAWN_OUT.search(key) is None:
        return (key,)
    return (key, _DRAWN_OUT.sub(r"\1", key), _DRAWN_OUT.sub(r"\1\1", key))


def _trimmed(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters after the first."""
    yield word
    yield from (word[:index] + word[index + 1 :] for index in range(1, len(word)))
