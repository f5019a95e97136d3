"""The forms of English verbs: those in a list, the regular ones by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from guardrail.repair.lexicons import load

_HISSES = re.compile(r"(?:s|x|z|ch|sh|o)\Z")
_VOWEL_Y = re.compile(r"[aeiou]y\Z")
_DOUBLES = re.compile(r"\A[^aeiou]*(?:qu)?[aeiou][bdgklmnprt]\Z")
_MUTE_E = re.compile(r"\w[^eoy]e\Z")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in all its forms; what follows its first word ("look into") stays as it is."""

    base: str
    third: str
    ing: str
    past: str
    done: str

    @property
    def forms(self) -> tuple[str, ...]:
        """All of them, in the order above."""
        return (self.base, self.third, self.ing, self.past, self.done)


@cache
def verb(base: str) -> Verb:
    """A verb by its base form."""
    first, space, rest = base.partition(" ")
    past, _, done = _irregular().get(first, "").partition("/")
    past = past or f"{_stem(first, 'ed')}ed"
    forms = (first, _third(first), _ing(first), past, done or past)
    return Verb(*(form + space + rest for form in forms))


@cache
def verbs(form: str, *lists: str) -> dict[str, Verb]:
    """The verbs of some lists of lexicons/verbs.json, of all where none is named, by one of their forms."""
    named = lists or ("known", "asked", "offered", "changed", "served", "permitted")
    bases = (base for name in named for base in load("verbs")[name].split())
    found = {getattr(verb(base), form): verb(base) for base in bases}
    return {"is": verb("be"), **found} if form == "third" and not lists else found


def plural(noun: str) -> str:
    """The plural of a noun, of a noun with an "of" after it, or of a few words with the noun last."""
    noun, of, rest = noun.partition(" of ")
    return f"{_plural(noun)}{of}{rest}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and not _VOWEL_Y.search(noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _HISSES.search(noun) else f"{noun}s"


def _third(base: str) -> str:
    return {"be": "is", "have": "has"}.get(base) or _plural(base)


def _ing(base: str) -> str:
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    return f"{_stem(base, 'ing')}ing"


def _stem(base: str, ending: str) -> str:
    """What a regular ending is put to: "mak", "stopp", "appli"."""
    if base.endswith("e"):
        return base[:-1] if ending == "ed" or _MUTE_E.search(base) else base
    if ending == "ed" and base.endswith("y") and not _VOWEL_Y.search(base):
        return f"{base[:-1]}i"
    return base + base[-1] if _DOUBLES.search(base) or base in _doubling() else base


@cache
def _irregular() -> dict[str, str]:
    """The past of irregular verbs by their base form, and the participle after a slash where it differs."""
    return dict(entry.split(":") for entry in load("verbs")["irregular"].split())


@cache
def _doubling() -> frozenset[str]:
    return frozenset(load("verbs")["doubling"].split())
