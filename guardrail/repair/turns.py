"""Turns of phrase: official ways to put a clause, each with its plain one, as data in lexicons/turns.json.

    {"at": "should", "see": "{np} should {filler}be {asked}{rest}", "say": "you should {asked.base} {np.object}{rest}"}

`at` names the words of which a clause must hold one, `see` is a pattern for a whole clause, `say` what it becomes. The
parts in braces are listed in `grammar.py`; `{name.form}` puts a part into a form or looks it up in a table. `only` says
what must hold besides: that the clause opens a sentence ("first"), that no "because" leads it ("main"), that an "if"
does ("supposed"), that a comma and another clause follow ("fronted"), that the reply says "we" ("ours").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from guardrail.repair.forms import FORMS
from guardrail.repair.grammar import fits, pattern
from guardrail.repair.lexicons import load

_PART = re.compile(r"\{([a-z]+\d?)\}")
_SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?!I\b)[A-Z]\w*[a-z]")  # or a common word that is not known as one
_MOVABLE = ("np", "thing", "one", "many", "made")
_ROUNDS = 4  # the plain way of one turn can hold another
_TWICE = re.compile(r"([ ,]) *\1+")


@dataclass(frozen=True, slots=True)
class Setting:
    """Who speaks to whom: how the one who writes speaks of themselves, and the stems of the person's own words."""

    speaker: Mapping[str, str]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One way to put a clause and its plain one."""

    see: re.Pattern[str]
    say: str
    only: str

    @property
    def movable(self) -> list[str]:
        """The parts that may stand where the clause is not opened by them, and would bring along its capital."""
        return [part for part in self.see.groupindex if part.rstrip("123") in _MOVABLE]

    def put(self, clause: str, setting: Setting) -> str | None:
        """The clause in the plain way; None where it is not put in this one."""
        found = self.see.fullmatch(clause)
        if found is None or (_NAME.match(clause) and any(found.start(part) == 0 for part in self.movable)):
            return None
        if not all(fits(name, words, setting.own) for name, words in found.groupdict().items() if words is not None):
            return None
        parts = found.groupdict("")
        said = _SLOT.sub(lambda slot: _filled(slot, parts, setting.speaker), self.say)
        return _TWICE.sub(r"\1", said).strip()


def _filled(slot: re.Match[str], parts: Mapping[str, str], speaker: Mapping[str, str]) -> str:
    name, form = slot.groups()
    if name in speaker:
        return speaker[name]
    words = parts[name]
    if form is None:
        return words
    if form in FORMS:
        return FORMS[form](words)
    table: dict[str, str] = load("turns")["tables"][form]
    return table[words]


def turned(clause: str, given: Container[str], setting: Setting) -> str | None:
    """A clause in plain words, as far as its turn of phrase goes; None where it has none of ours.

    `given` is what holds of what turns may be bound to.
    """
    said = clause
    for _ in range(_ROUNDS):
        put = (turn.put(said, setting) for turn in _tried(said) if not turn.only or turn.only in given)
        plain = next((words for words in put if words not in (None, said)), None)
        if plain is None:
            break
        said = plain
    return None if said == clause else said


def may_turn(words: str) -> bool:
    """Whether some words hold any for which a turn of phrase is tried."""
    return not _triggers().keys().isdisjoint(_WORD.findall(words.lower()))


def _tried(clause: str) -> Iterator[Turn]:
    """The turns of phrase that a clause may be put in, by the words it holds, in order."""
    triggers = _triggers()
    places = {place for word in _WORD.findall(clause) for place in triggers.get(word, ())}
    return (turns()[place] for place in sorted(places))


@cache
def turns() -> tuple[Turn, ...]:
    """The turns of phrase, in the order in which they are tried."""
    return tuple(_turn(entry) for entry in load("turns")["turns"])


@cache
def _triggers() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, entry in enumerate(load("turns")["turns"]):
        for word in entry["at"].split():
            found.setdefault(word, []).append(place)
    return found


def _turn(entry: Mapping[str, str]) -> Turn:
    see = re.compile(_PART.sub(lambda part: pattern(part[1]), entry["see"]))
    return Turn(see, entry["say"], entry.get("only", ""))
