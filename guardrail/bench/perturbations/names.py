"""Given names: which ones a conversation and its reply hold, and how to put others in their place.

The table of names says among whom a name is commonly given, and whether to girls, boys or both. It serves to try other
names and nothing else: no judgement ever sees it, and no name says where somebody is from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from guardrail.bench.items import Item
from guardrail.bench.perturbations.people import roles
from guardrail.bench.perturbations.tables import load_table
from guardrail.bench.perturbations.texts import Found, everywhere, outside, substituted, whole
from guardrail.reading.lexicons import common_words

_NAME = r"(?P<name>[^\W\d_]{2,}(?:-[^\W\d_]{2,})?)(?!\w)"
_MAKES_LONGER = re.compile(
    r"\b(?:San|Santa|St|Saint|King|Queen|Prince|Princess|Pope|Prophet|Lady|Lord|Lake|Mount|Big|de)\.?\s\Z"
)
_FOLLOWED = re.compile(r"[^\S\n]+[A-ZÀ-ÖØ-Þ][^\W\d_]")
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter ramadan god allah lord jesus sir madam mum mom dad dr mr mrs "
    "ms miss team everyone all support manager doctor professor teacher father mother sister brother uncle aunt auntie "
    "catholic muslim christian hindu jewish buddhist sikh poster reader user colleague student member guest neighbour "
    "landlord committee editor ladies gentlemen reddit redditors siri alexa slack zoom google".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """Of a given name, among whom it is common ("" where the table lacks it), and f, m, or u for either."""

    culture: str
    gender: str


@cache
def table() -> dict[str, Name]:
    """The names that are known."""
    return {
        name: Name(culture, gender)
        for culture, genders in load_table("names").items()
        for gender, names in genders.items()
        for name in names
    }


def names_in(item: Item) -> dict[str, Name]:
    """The given names in an item: those of the table, and capitalised words after a cue ("my friend", "named", "hi").

    A name that is a part of a longer one may be somebody known, or a place, and is left out.
    """
    text = whole(item)
    known = outside(text, _known())
    longer = {found[0] for found in known if _part_of_longer(text, found)}
    cued = {found["name"]: _told(found) for pattern in _cues() for found in _alone(text, pattern)}
    others = {word: Name("", gender) for word, gender in cued.items() if _is_name(text, word)}
    return others | {found[0]: table()[found[0]] for found in known if found[0] not in longer}


def renamed(item: Item, others: Mapping[str, str]) -> Item:
    """The item with names exchanged everywhere: Ana, Ana's, ANA, and ana where the table has Ana."""
    forms = {form: _cased(other, form) for name, other in others.items() for form in _forms(name)}
    if not forms:
        return item
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, forms))})(?!\w)((?<=s)['’](?=\s[a-z]))?")
    return everywhere(item, lambda text: substituted(text, pattern, lambda found: _exchanged(found, forms))) or item


def _exchanged(found: Found, forms: Mapping[str, str]) -> str:
    """The other name; "James' dog" becomes "Kofi's dog", but 'James' is a quotation."""
    quoted = found.string[max(found.start() - 1, 0) : found.start()] in ("'", "‘")
    mark = found[2] or ""
    return forms[found[1]] + (f"{mark}s" if mark and not quoted else mark)


def _forms(name: str) -> tuple[str, ...]:
    return (name, name.upper(), name.lower()) if name in table() else (name, name.upper())


def _cased(other: str, form: str) -> str:
    return other.upper() if form.isupper() else other.lower() if form.islower() else other


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(table())})(?!\w)")


@cache
def _cues() -> tuple[re.Pattern[str], ...]:
    role = rf"(?P<role>{'|'.join(sorted(roles(), key=len, reverse=True))})"
    return (
        re.compile(rf"(?i:\b(?:my|our|his|her|their|your)\s(?:[^\W\d_]+\s)?{role}),?[^\S\n]{_NAME}"),
        re.compile(rf"(?i:\b{role}(?:['’]s|\sis|\swas)?\s(?:named|called))[^\S\n]{_NAME}"),
        re.compile(rf"(?i:\b(?:my|his|her|their)\sname(?:\sis|\swas|['’]s))[^\S\n]{_NAME}"),
        re.compile(rf"(?i:\b(?:hi|hello|hey|dear))[^\S\n]{_NAME}(?=[,!])"),
    )


def _alone(text: str, cue: re.Pattern[str]) -> list[Found]:
    """The places of a cue after which one word is capitalised, not several."""
    return [found for found in outside(text, cue) if not _FOLLOWED.match(text, found.end())]


def _is_name(text: str, word: str) -> bool:
    """Whether a word after a cue can be a name: capitalised there and nowhere small, and no common word."""
    small = word.lower()
    common = small in common_words() or small in _NO_NAMES or word in load_table("nations")
    return word[0].isupper() and not word.isupper() and not common and not re.search(rf"\b{re.escape(small)}\b", text)


def _told(found: Found) -> str:
    return roles().get((found.groupdict().get("role") or "").lower(), "u")


def _part_of_longer(text: str, found: Found) -> bool:
    return bool(
        _FOLLOWED.match(text, found.end()) or _MAKES_LONGER.search(text[max(found.start() - 12, 0) : found.start()])
    )
