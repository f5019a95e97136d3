"""The parts of a clause that a turn of phrase moves, and what counts as each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from guardrail.repair.forms import TO, nominal
from guardrail.repair.inflection import verbs
from guardrail.repair.lexicons import words
from guardrail.repair.nounphrases import (
    by_somebody,
    is_agent,
    is_noun_phrase,
    is_plural,
    is_the_person,
    is_thing,
    people,
)

_JOINED = re.compile(r"\b(?:and|or|but|then)(?: (?:then|also|not|[a-z]+ly))? ([a-z']+)")
_PHRASE = r"[^,;:()]+?"
_VERB = r"[a-z][a-z-]+"
_PATTERNS = {
    **dict.fromkeys(("np", "thing"), _PHRASE),
    **dict.fromkeys(("one", "many"), r"[a-z]+(?: [^\s,;:()]+){1,6}?"),
    **dict.fromkeys(("asked", "offered", "changed", "served", "permitted", "done", "base", "third", "ing"), _VERB),
    **dict.fromkeys(("rest", "doing", "tail", "urgent"), r"(?:,? .*)?"),
    **dict.fromkeys(("all", "act", "whole"), r".+"),
    "nominal": r"(?:(?:the|a|an|any) )?[a-z-]+ (?:of|with|to|for|in|at|about|against)(?: the| your| a| an| any)?",
    "steps": r"(?:[a-z]+ )?steps",
    "made": r"(?:[a-z-]+ ){0,3}?(?:request|appointment|complaint|claim|booking|application|purchase|change|appeal)s?"
    r"(?: (?:for|to|about|regarding|against) [^,;:()]+?)?",
}


def pattern(part: str) -> str:
    """The regular expression of a part of a clause, by its name; a number after it tells two of a kind apart.

    np, thing: a noun phrase; one, many: in the singular, in the plural
    agent: somebody who does things; lone, band: in the singular, in the plural
    asked, offered, changed: the participle of what a person is asked to do, may do, or may do in some way
    served: the participle of what is done for a person; permitted: the base of what "may" allows
    done, base, third, ing: a verb by its form
    nominal: a noun made of a verb, up to its object; steps, made: what one takes or makes
    people, role: who may be the person
    rest: what may follow, or nothing; tail: such that no verb does; doing: such that it can follow another verb
    urgent: such that it is about an emergency; all, act: like rest and doing, and not nothing
    adv, oft: an adverb to keep, or nothing; filler: one to drop, or nothing
    """
    name = part.rstrip("123")
    if name == "filler":
        return f"(?:(?:{_any_of(words('grammar', name))}) )?"
    if name in ("adv", "oft"):
        return f"(?P<{part}>(?:(?:{_any_of(words('grammar', name))}) )?)"
    if name in ("people", "role"):
        return f"(?P<{part}>{_any_of(noun for noun in people() if noun.startswith('the ') == (name == 'role'))})"
    if name in ("agent", "lone", "band"):
        return rf"(?P<{part}>(?:[a-z-]+ ){{0,3}}?(?:{_any_of(words('grammar', 'agents'))}))"
    return f"(?P<{part}>{_PATTERNS[name]})"


def fits(part: str, found: str, own: frozenset[str]) -> bool:
    """Whether some words are what a part of that name stands for; `own` are the stems of the person's words."""
    name = part.rstrip("123")
    if name in ("people", "role"):
        return is_the_person(found, own)
    check = _CHECKS.get(name)
    return check is None or check(found)


def _any_of(options: Iterable[str]) -> str:
    return "|".join(sorted(options))


def _goes_on(found: str) -> bool:
    """Whether what follows a verb stays right when its subject changes: nothing done by somebody, no second verb."""
    apart = found.startswith(",") and found.split()[1] not in words("grammar", "after_comma")
    return not apart and not by_somebody(found) and _stands(found)


def _stands(found: str) -> bool:
    """Whether no second verb hangs on the words before."""
    return not any(map(_is_second_verb, _JOINED.findall(found)))


def _goes_on_doing(found: str) -> bool:
    """Whether what follows a verb with "to" can follow one without."""
    return _goes_on(found) and all(second in verbs("base") for _, second in TO.findall(found))


def _ends(found: str) -> bool:
    return _goes_on(found) and verbs("base").keys().isdisjoint(found.split()[:1])


def _is_urgent(found: str) -> bool:
    return _goes_on(found) and not words("grammar", "urgent").isdisjoint(re.findall(r"\w+", found.lower()))


def _is_second_verb(word: str) -> bool:
    """Whether a word can go on with the subject of a verb before it: "is signed and returned", "helps and should"."""
    listed = (words("grammar", "auxiliaries"), verbs("done"), verbs("third"), ("that",))
    return word.endswith("ed") or any(word in table for table in listed)


@cache
def _listed(name: str) -> frozenset[str]:
    """The participles of the verbs of a list."""
    return frozenset(verbs("done", name))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "np": is_noun_phrase,
    "one": lambda found: is_noun_phrase(found) and not is_plural(found),
    "many": lambda found: is_noun_phrase(found) and is_plural(found),
    "thing": is_thing,
    "made": is_noun_phrase,
    "agent": is_agent,
    "lone": lambda found: is_agent(found) and not is_plural(found),
    "band": lambda found: is_agent(found) and is_plural(found),
    "served": lambda found: found in _listed("served"),
    "asked": lambda found: found in _listed("asked"),
    "offered": lambda found: found in _listed("offered"),
    "changed": lambda found: found in _listed("changed"),
    "permitted": lambda found: found in words("verbs", "permitted"),
    "done": lambda found: found in verbs("done"),
    "base": lambda found: found in verbs("base"),
    "third": lambda found: found in verbs("third"),
    "ing": lambda found: found in verbs("ing"),
    "nominal": lambda found: bool(nominal(found)[0]),
    "rest": _goes_on,
    "all": _stands,
    "doing": _goes_on_doing,
    "act": _goes_on_doing,
    "tail": _ends,
    "urgent": _is_urgent,
}
