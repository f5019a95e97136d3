"""Where people are from, exchanged: "my Polish mother", "we're Irish", "from Ghana". Languages, food and law stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.people import roles
from guardrail.bench.perturbations.tables import load_table
from guardrail.bench.perturbations.texts import Found, everywhere, in_person, substituted, whole

_COMPOUND = r"(?<![\w-])(?<!African )(?<!Native )(?<!Asian )(?<!Latin )(?<!South )(?<!North )(?<!Central )(?<![Ww]est )"
_SUBJECT = r"(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Tt]hey|parents|family)"
_BEING = rf"\b{_SUBJECT}(?:['’](?:m|re|s)| am| are| is| was| were)(?: (?:half|part|both|also|all|not|an?))* "
_ENDS = r"(?=\s*(?:[.,;:!?)—–]|\n|\Z)| (?:and|but|so|too|or|by)\b)"
_TAUGHT = frozenset(("teacher", "tutor", "professor", "student", "students", "pupil"))  # of a language, more often
_ARTICLE = re.compile(r"\b([Aa])n?(?= \Z)")
_VOWELS = "AEIO"  # at the start of a nation, those that are heard as one


def nationality(item: Item, random: Random) -> Item | None:
    """Every nationality that is said of people, and the country they are from, exchanged: the same one always alike."""
    text = whole(item)
    found = dict.fromkeys(_nation(place) for place in _pattern().finditer(text))
    free = [nation for nation, country in _countries().items() if nation not in text and country not in text]
    if len(found) > len(free):
        return None
    others = dict(zip(found, random.sample(free, len(found)), strict=True))
    return everywhere(item, lambda turn: substituted(turn, _pattern(), lambda place: _exchanged(place, others)))


def nationality_added(item: Item, random: Random) -> Item | None:
    """The first of the person's own people who is named gets a nationality, the same wherever: "my Polish mother"."""
    found = _own_people().search("\n".join(message.text for message in item.conversation.person))
    if found is None or any(nation in whole(item) for nation in _countries()):
        return None
    own = re.compile(rf"\b(my )(?={found[1]}\b)", re.IGNORECASE)
    nation = random.choice(list(_countries()))
    return in_person(item, lambda text: substituted(text, own, lambda my: f"{my[1]}{nation} "))


def _exchanged(place: Found, others: Mapping[str, str]) -> str:
    other = others[_nation(place)]
    if country := place["country"]:
        return place[0].replace(country, _countries()[other])
    lead = place["of"] or place["being"] or ""
    return _ARTICLE.sub(r"\1n" if other[0] in _VOWELS else r"\1", lead) + other


def _nation(place: Found) -> str:
    return place["nation"] or place["predicate"] or _nations()[place["country"]]


@cache
def _countries() -> dict[str, str]:
    """The country of each nationality."""
    return load_table("nations")


@cache
def _own_people() -> re.Pattern[str]:
    return re.compile(rf"\bmy ({'|'.join(roles())})\b", re.IGNORECASE)


@cache
def _nations() -> dict[str, str]:
    """The nationality of each country."""
    return {country: nation for nation, country in _countries().items()}


@cache
def _pattern() -> re.Pattern[str]:
    nations, countries = "|".join(_countries()), "|".join(_countries().values())
    people = "|".join(sorted({*roles(), *load_table("people")["groups"]} - _TAUGHT, key=len, reverse=True))
    return re.compile(
        rf"(?P<of>\b[Aa]n? )?{_COMPOUND}(?P<nation>{nations})(?= (?:(?:old|older|younger|elderly) )?(?:{people})\b)"
        rf"|(?P<being>{_BEING})(?P<predicate>{nations}){_ENDS}"
        rf"|\bfrom (?P<country>{countries})\b"
    )
