"""Phrases: a small language for what people write, matched word by word in one pass over a text.

    at least                     words; case, apostrophes and hyphens do not matter (dont = don't)
    (calm|settle) down           alternatives
    (really |very )?sorry        optional, as is a letter: feelings?
    process~                     any ending: process, processes, processing
    from * to                    up to three words between
    ^yes                         only at the start of a sentence
    my <kin>                     any word of a set, in an index that has sets of words by name

There are no other operators, and a phrase has at most two gaps and 50,000 wordings, so none can make matching slow: the
work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product, takewhile
from math import prod
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ELEMENT = re.compile(r"[^\W_]+~?|[*]")
_CHOICE = re.compile(r"(?:(?<= )|\A)\(([^\W_]+(?:\|[^\W_]+)+)\)(?= |\Z)")
_PIECE = re.compile(r"[()|?]|[^()|?]+")
_SPELLING = str.maketrans({"'": "", "-": " ", ",": " "})
_GAP = 3
_STEM = 4
_GAPS = 2
_WORDINGS = 50_000


class Word(NamedTuple):
    """A word of a folded text; `key` is its form for matching, without apostrophes. `first` begins a sentence."""

    start: int
    end: int
    key: str
    sentence: int
    first: bool


class Match(NamedTuple):
    """Where a phrase stands, as a range of words, and the label it was filed under."""

    label: str
    first: int
    last: int


def words_of(text: str, start: int, sentence: int) -> Iterator[Word]:
    """The words of one sentence of a folded text that begins at `start`."""
    for position, found in enumerate(_WORD.finditer(text)):
        key = found.group().replace("'", "")
        yield Word(start + found.start(), start + found.end(), key, sentence, position == 0)


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases. Stems are filed under their first letters, so that a word meets few of them."""

    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, dict[str, _Node]] = field(default_factory=dict)
    sets: dict[frozenset[str], _Node] = field(default_factory=dict)
    members: dict[str, list[_Node]] = field(default_factory=dict)
    gap: _Node | None = None
    labels: list[str] = field(default_factory=list)

    def child(self, element: str, sets: Mapping[str, frozenset[str]]) -> _Node:
        if element == "*":
            self.gap = self.gap or _Node()
            return self.gap
        if element.startswith("<"):
            return self.sets.setdefault(sets[element[1:-1]], _Node())
        if element.endswith("~"):
            return self.stems.setdefault(element[:_STEM], {}).setdefault(element[:-1], _Node())
        return self.words.setdefault(element, _Node())

    def after(self, key: str) -> list[_Node]:
        found = [self.words[key]] if key in self.words else []
        if self.stems and key[:_STEM] in self.stems:
            found += [node for stem, node in self.stems[key[:_STEM]].items() if key.startswith(stem)]
        if self.members:
            found += self.members.get(key, ())
        elif self.sets:
            found += [node for words, node in self.sets.items() if key in words]
        return found

    def spread(self) -> None:
        """File every word of the sets, so that where there are many, few are asked."""
        for words, node in self.sets.items():
            for word in words:
                self.members.setdefault(word, []).append(node)


class PhraseIndex:
    """Many labelled phrases, searched at once."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], sets: Mapping[str, Iterable[str]] | None = None) -> None:
        """`phrases` maps a label to its phrases, `sets` a name to the words that it stands for in them.

        Raises ValueError that names a phrase that is not well formed.
        """
        self._anywhere = _Node()
        self._opening = _Node()
        self._sets = {name: frozenset(words) for name, words in (sets or {}).items()}
        self._names = {words: name for name, words in self._sets.items()}
        for label, wordings in phrases.items():
            for wording in wordings:
                self._file(label, wording)
        self._anywhere.spread()

    def _file(self, label: str, wording: str) -> None:
        path, before = [self._opening if wording.startswith("^") else self._anywhere], list[str]()
        for elements in self._expanded(wording.lstrip("^")):
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, elements, strict=False)))
            del path[shared + 1 :]
            for element in elements[shared:]:
                path.append(path[-1].child(element, self._sets))
            before = elements
            if label not in path[-1].labels:
                path[-1].labels.append(label)

    def _expanded(self, wording: str) -> list[list[str]]:
        """Every sequence of words and sets of words that a phrase stands for."""
        plain = wording.translate(_SPELLING).lower()
        try:
            return expand(_CHOICE.sub(self._choice, plain), self._sets)
        except ValueError:
            expand(wording, self._sets)  # the error of the phrase as it was written
            raise

    def _choice(self, alternatives: re.Match[str]) -> str:
        """The name of a set of words that stands for alternatives of a word each."""
        words = frozenset(alternatives[1].split("|"))
        name = self._names.setdefault(words, str(len(self._names)))
        self._sets[name] = words
        return f"<{name}>"

    def search(self, words: tuple[Word, ...]) -> list[Match]:
        """All matches in order of position; of overlapping matches of one label the longest stays."""
        found: list[Match] = []
        for index, word in enumerate(words):
            for node in self._anywhere.after(word.key):
                _walk(node, words, index, index + 1, found)
            for node in self._opening.after(word.key) if word.first else ():
                _walk(node, words, index, index + 1, found)
        return _apart(found)


def _walk(node: _Node, words: tuple[Word, ...], first: int, index: int, found: list[Match]) -> None:
    """Collect the matches that begin at word `first` and reach `node` with the words before `index`."""
    found.extend([Match(label, first, index - 1) for label in node.labels])
    if index == len(words) or words[index].first:
        return
    for following in node.after(words[index].key):
        _walk(following, words, first, index + 1, found)
    if node.gap is None:
        return
    for ahead in range(index, min(index + _GAP + 1, len(words))):
        if words[ahead].first:
            return
        for following in node.gap.after(words[ahead].key):
            _walk(following, words, first, ahead + 1, found)


def _apart(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    ends: dict[str, int] = {}
    for match in sorted(matches, key=lambda match: (match.first, -match.last)):
        if match.first > ends.get(match.label, -1):
            kept.append(match)
            ends[match.label] = match.last
    return kept


def expand(wording: str, sets: Container[str] = ()) -> list[list[str]]:
    """Every sequence of words, and of the `sets` there are, that a phrase stands for.

    Raises ValueError for a phrase that is not well formed.
    """
    try:
        variants, rest = _sequence(_PIECE.findall(wording.translate(_SPELLING).lower()))
    except RecursionError:
        raise ValueError("a phrase has too many brackets within brackets") from None
    if rest:
        raise ValueError(f"phrase {wording!r}: a closing bracket without an opening one")
    expanded = [variant.split() for variant in variants]
    if not all(expanded):
        raise ValueError(f"phrase {wording!r}: it may be empty, so it would match anywhere")
    used = {element for elements in expanded for element in elements}
    if any(element.endswith("~") and len(element) <= _STEM for element in used):
        raise ValueError(f"phrase {wording!r}: a stem before ~ has at least {_STEM} letters")
    if any(elements[0] == "*" or elements[-1] == "*" for elements in expanded):
        raise ValueError(f"phrase {wording!r}: a gap stands between words, not at an end")
    if "*" in used and any(elements.count("*") > _GAPS for elements in expanded):
        raise ValueError(f"phrase {wording!r}: it has at most {_GAPS} gaps")
    for element in used:
        if not _ELEMENT.fullmatch(element) and not (element.startswith("<") and element[1:-1] in sets):
            raise ValueError(f"phrase {wording!r}: {element!r} is no word, so it would match nothing")
    return expanded


def _sequence(pieces: list[str]) -> tuple[list[str], list[str]]:
    """Read alternatives up to a closing bracket or the end: all their variants, and the pieces that are left."""
    variants: list[str] = []
    parts: list[list[str]] = []
    while pieces:
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            inner, pieces = _sequence(pieces)
            if not pieces:
                raise ValueError("a phrase has an opening bracket without a closing one")
            pieces = pieces[1:]
            if pieces[:1] == ["?"]:
                inner, pieces = [*inner, ""], pieces[1:]
            parts.append(inner)
        elif piece == ")":
            pieces = [piece, *pieces]
            break
        elif piece == "|":
            variants.extend(_wordings(parts))
            parts = []
        elif piece == "?":
            raise ValueError("a phrase has a question mark with nothing before it")
        elif pieces[:1] == ["?"]:
            parts.extend([[piece[:-1]], [piece[-1], ""]])
            pieces = pieces[1:]
        else:
            parts.append([piece])
    return variants + _wordings(parts), pieces


def _wordings(parts: list[list[str]]) -> list[str]:
    if prod(map(len, parts)) > _WORDINGS:
        raise ValueError(f"a phrase stands for more than {_WORDINGS:,} wordings")
    return list(map("".join, product(*parts)))
