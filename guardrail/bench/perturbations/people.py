"""Words for people: which go together as she and he do, and how to put the one in place of the other."""

from __future__ import annotations

import re
from functools import cache

from guardrail.bench.perturbations.tables import load_table
from guardrail.bench.perturbations.texts import FIXED, Found, like, substituted

_TITLES = frozenset(("ms", "mrs", "miss", "mr"))
_IDIOM = (
    r"(?i:\boh,? (?:man|boy)\b|\bman up\b|\bson of a\b|\bmother (?:tongue|nature)\b|\bfather christmas\b"
    r"|\b(?:mother|father)'?s'? day\b)|\b(?:Father|Mother|Sister|Brother)[^\S\n]+[A-Z][a-z]"
)
_KEPT = re.compile(f"{FIXED.pattern}|{_IDIOM}", re.DOTALL)
_NEXT = re.compile(r"[^\S\n]+[*_]*([^\W\d_]+)")
_LETTING = re.compile(r"\blet(?:s|ting)?\s\Z", re.IGNORECASE)
_TITLED = re.compile(r"\.?[^\S\n]+[^\W\d_a-z]")
_NO_NOUN = frozenset(
    "to and but or nor that if when while at in on with for from about into onto over under after before until by of "
    "off up down out away back around through without against than then as like so because since how what where why "
    "who whether is was are were be been has had will would can could should did does do not never no a an the this "
    "these those my your his their our its i you he she we they it me him them us again now too today tomorrow tonight "
    "yesterday anymore alone either anyway everything something anything nothing every all more less being know feel "
    "go come cry say see get think talk die leave choose decide understand".split()
)
_BOUND = re.compile(
    r"\b(?:pregnan|birth(?!day)|breast|miscarr|menopaus|menstru|womb|uter|ovar|cervi|prostat|testic|penis|vagin"
    r"|c-section|caesarean|cesarean|abortion|ivf\b|sperm|hijab|beard|circumcis|mastectom|postpartum|postnatal|antenatal"
    r"|midwi|my period|lesbian|gay\b|trans\b|transgender|transitioning\b)",
    re.IGNORECASE,
)


def bound_to_sex(text: str) -> bool:
    """Whether something in a text holds for one sex only or is about gender: the other one would make no sense."""
    return _BOUND.search(text) is not None


def gender_swapped(text: str) -> str:
    """The text with she for he, mother for father, and so on, both ways; idioms and priests' titles stay."""
    return substituted(text, _pattern(), _other, _KEPT)


@cache
def roles() -> dict[str, str]:
    """Words for one person that a name may follow, with the gender that they tell: sister f, brother m, friend u."""
    people = load_table("people")
    told = {word: gender for pair in people["pairs"] for word, gender in zip(pair, "fm", strict=True)}
    return {**told, **dict.fromkeys(people["others"], "u")}


@cache
def _others() -> dict[str, str]:
    """For each word the one of the other gender, the first where there are several."""
    found: dict[str, str] = {}
    for female, male in load_table("people")["pairs"]:
        found.setdefault(female, male)
        found.setdefault(male, female)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted((*_others(), "her", "hers", "him", "his"), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _other(found: Found) -> str:
    word, following = found[0].lower(), found.string[found.end() :]
    if word == "her" and _LETTING.search(found.string[: found.start()][-8:]):
        return like(found[0], "him")
    if word in _TITLES and not (found[0][0].isupper() and _TITLED.match(following)):
        return found[0]
    return like(found[0], _pronoun(word, following) or _others()[word])


def _pronoun(word: str, following: str) -> str:
    """The other form of a pronoun that has several, by what follows; "" for other words."""
    before_noun = (after := _NEXT.match(following)) is not None and after[1].lower() not in _NO_NOUN
    return {
        "her": "his" if before_noun else "him",
        "his": "her" if before_noun else "hers",
        "hers": "his",
        "him": "her",
    }.get(word, "")
