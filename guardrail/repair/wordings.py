"""Official words and the plain ones for them, as data in lexicons/wordings.json, inflected by rule.

`words` stand as they are, `verbs` and `nouns` in all their forms; a wording that is its own plain one shields what it
holds. `meetings` are verbs that need somebody after them, `actions` verbs that look like nouns: they count after one of
the `actors` or at a start, before one of the `objects`. `openings` and `starts` open a sentence, with a comma after
them or not. `before_nominals` come before a noun made of a verb, which becomes one again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrail.repair.clauses import stem
from guardrail.repair.forms import nominals
from guardrail.repair.inflection import plural, verb
from guardrail.repair.lexicons import load, words

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_OPTION = re.compile(r"\(([^()]*)\)")


_PHRASE = 5  # words in which somebody is named: "a qualified family lawyer"
_SHORT = 5  # letters of a word that says nothing of where it belongs


@dataclass(frozen=True, slots=True)
class Wording:
    """Official words, the plain ones, and what they need around them: an "object", "somebody", or nothing."""

    official: tuple[str, ...]
    plain: str
    needs: str = ""


def reworded(text: str, own: frozenset[str]) -> str:
    """A text with plain words for official ones, those the person used (`own`, as stems) left alone."""
    line = _Line(_opening(text), own)
    parts, position, index = list[str](), 0, 0
    while index < len(line.words):
        wording = line.wording(index)
        count = len(wording.official) if wording else 1
        if wording:
            parts += [line.text[position : line.words[index].start()], _cased(line.words[index].group(), wording.plain)]
            position = line.words[index + count - 1].end()
        index += count
    return "".join((*parts, line.text[position:]))


def _opening(text: str) -> str:
    """A text with a plain word for an official one that opens it: "Furthermore, ", "With regard to "."""
    listed = load("wordings")
    opening, comma, _ = text.partition(", ")
    plain = listed["openings"].get(opening.lower()) if comma else None
    if plain is not None:
        return _cased(opening, f"{plain} {text[len(opening) + 2 :]}".lstrip())
    opens = text.lower()
    if not opens.startswith(_starts()):
        return text
    start = next(start for start in _starts() if opens.startswith(start)).rstrip()
    return _cased(text, listed["starts"][start]) + text[len(start) :]


@cache
def _starts() -> tuple[str, ...]:
    return tuple(f"{start} " for start in load("wordings")["starts"])


class _Line:
    """A stretch of text, word by word."""

    def __init__(self, text: str, own: frozenset[str]) -> None:
        self.text, self.own = text, own
        self.words = list(_WORD.finditer(text))
        self.keys = [word.group().lower().replace("\u2019", "'") for word in self.words]

    def wording(self, index: int) -> Wording | None:
        """The wording that stands at a place and can give way."""
        if self.keys[index] not in _firsts():
            return None
        filed, pair = wordings(), " ".join(self.keys[index : index + 2])
        starting = (*filed.get(pair, ()), *filed.get(self.keys[index], ()))
        return next((each for each in starting if self._stands(each, index) and self._fits(each, index)), None)

    def _stands(self, wording: Wording, index: int) -> bool:
        """Whether the words of a wording follow one another at a place without marks, none of them a name."""
        end = index + len(wording.official)
        if tuple(self.keys[index:end]) != wording.official:
            return False
        opens = not self.text[: self.words[index].start()].strip()
        named = any(word.group()[0].isupper() for word in self.words[index + opens : end])
        return not named and all(self._near(place) for place in range(index + 1, end))

    def _fits(self, wording: Wording, index: int) -> bool:
        """Whether the words around a wording, and those the person used, let it give way."""
        end = index + len(wording.official)
        before = self.keys[index - 1] if self._near(index) else ""
        after = self.keys[end] if self._near(end) else ""
        if after in words("wordings", "pronouns") and wording.plain.split()[-1] in words("wordings", "particles"):
            return False
        acted = not before or before in words("wordings", "actors")
        if wording.needs == "object" and not (acted and after in words("wordings", "objects")):
            return False
        if wording.needs == "somebody" and words("grammar", "agents").isdisjoint(self.keys[end : end + _PHRASE]):
            return False
        if self._goes_on(wording, end):
            return False
        return not self.own or not any(len(word) > _SHORT and stem(word) in self.own for word in wording.official)

    def _goes_on(self, wording: Wording, end: int) -> bool:
        """Whether the preposition that a wording ends with comes again, though the plain one has another."""
        last = wording.official[-1]
        if last not in words("wordings", "prepositions") or wording.plain.split()[-1] == last:
            return False
        after = zip(self.keys[end:], self.keys[end + 1 :], strict=False)
        return any(joint in words("wordings", "joints") and again == last for joint, again in after)

    def _near(self, index: int) -> bool:
        """Whether only a space parts a word from the one before it."""
        inside = 0 < index < len(self.words)
        return inside and self.text[self.words[index - 1].end() : self.words[index].start()] == " "


def _cased(before: str, plain: str) -> str:
    return plain[:1].upper() + plain[1:] if before[:1].isupper() else plain


@cache
def wordings() -> dict[str, list[Wording]]:
    """The official wordings by their first two words, or the only one, the longest first."""
    filed: dict[str, list[Wording]] = {}
    for wording in (*_forms(), *_actions(), *_nominal()):
        filed.setdefault(" ".join(wording.official[:2]), []).append(wording)
    for entries in filed.values():
        entries.sort(key=lambda wording: -len(wording.official))
    return filed


@cache
def _firsts() -> frozenset[str]:
    return frozenset(pair.partition(" ")[0] for pair in wordings())


def _forms() -> Iterator[Wording]:
    """Every form of the official wordings that can stand anywhere, with the same form of the plain one."""
    listed = load("wordings")
    for official, plain in listed["words"].items():
        yield from (_wording(spelling, kept) for spelling, kept in _spellings(official, plain))
    for needs, table in (("", "verbs"), ("somebody", "meetings")):
        for official, plain in listed[table].items():
            for spelling, kept in _spellings(official, plain):
                pairs = zip(verb(spelling).forms, verb(kept).forms, strict=True)
                yield from (_wording(theirs, ours, needs) for theirs, ours in pairs)
    for official, plain in listed["nouns"].items():
        yield from (_wording(official, plain), _wording(plural(official), plural(plain)))


def _actions() -> Iterator[Wording]:
    for official, plain in load("wordings")["actions"].items():
        for spelling, kept in _spellings(official, plain):
            yield _wording(spelling, kept, "object")


def _nominal() -> Iterator[Wording]:
    """What was made a noun and is a verb again: "prior to completion of" as "before finishing"."""
    for before, plain in load("wordings")["before_nominals"].items():
        for nominal, base in nominals().items():
            yield _wording(f"{before} {nominal}", f"{plain} {verb(base).ing}")


def _wording(official: str, plain: str, needs: str = "") -> Wording:
    return Wording(tuple(official.split()), plain, needs)


def _spellings(official: str, plain: str) -> Iterator[tuple[str, str]]:
    """All that a key stands for: "utili(s|z)e", "(the )?form"; "@" in the plain wording is the option taken."""
    found = _OPTION.search(official)
    if found is None:
        yield " ".join(official.split()), plain
        return
    optional = official[found.end() :].startswith("?")
    rest = official[found.end() + optional :]
    for option in (*found[1].split("|"), *([""] if optional else [])):
        yield from _spellings(
            official[: found.start()] + option + rest, plain if optional else plain.replace("@", option, 1)
        )
