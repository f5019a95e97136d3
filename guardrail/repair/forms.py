"""The forms that a turn of phrase can put a part of a clause into: `{asked.base}`, `{np.object}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from guardrail.repair.inflection import verb, verbs
from guardrail.repair.lexicons import load
from guardrail.repair.nounphrases import is_plural

TO = re.compile(
    r"((?:,|\band|\bor|\bbut)(?: also| then)? )"
    r"to (?!(?:the|a|an|your|my|our|their|his|her|this|that|any|all)\b)([a-z-]+)"
)
_ARTICLE = re.compile(r"\A(?:the|a|an|any) ")
_ALSO_THAT = re.compile(r"\b(and|but) that\b(?! (?:is|was|will|would|can|should|may|one)\b)")
_YOURS = (
    (re.compile(r"\b(?:their|his or her|one['\u2019]s)\b"), "your"),
    (re.compile(r"\b(?:themselves|oneself)\b"), "yourself"),
    (re.compile(r"\bthey\b"), "you"),
)


@cache
def nominals() -> dict[str, str]:
    """Nouns made of verbs with their preposition ("completion of"), and the plain verb for each."""
    return dict(entry.split(":") for entry in load("grammar")["nominals"].split(", "))


def nominal(found: str) -> tuple[str, str]:
    """The verb of a noun made of one, and what stands between it and its object: "completion of the"."""
    noun, preposition, *article = _ARTICLE.sub("", found).split()
    return nominals().get(f"{noun} {preposition}", ""), " ".join(article)


def base(form: str) -> str:
    """The base of a verb in another of its forms."""
    tables = (verbs("base"), verbs("done"), verbs("third"), verbs("ing"))
    return next((table[form].base for table in tables if form in table), form)


def bare(found: str) -> str:
    """What goes on after a verb with "to", put after one without: "or to call" as "or call".

    After a comma alone, "to" may say what for; it does not where an "and to" follows.
    """
    listed = any(joint.strip() != "," for joint, _ in TO.findall(found))
    return TO.sub(lambda to: to[1] + to[2] if listed else to[0], found)


def yours(found: str) -> str:
    """Words that spoke of people in the third person, said to the person."""
    for theirs, your in _YOURS:
        found = theirs.sub(your, found)
    return found


FORMS: dict[str, Callable[[str], str]] = {
    "base": base,
    "third": lambda form: verb(base(form)).third,
    "past": lambda form: verb(base(form)).past,
    "ing": lambda form: verb(base(form)).ing,
    "plural": lambda form: "are" if base(form) == "be" else base(form),
    "object": lambda found: {"they": "them"}.get(found, found),
    "it": lambda found: "them" if is_plural(found) else "it",
    "gerund": lambda found: f"{verb(nominal(found)[0]).ing} {nominal(found)[1]}".strip(),
    "verb": lambda found: " ".join(nominal(found)).strip(),
    "bare": bare,
    "said": lambda found: _ALSO_THAT.sub(r"\1", found),
    "yours": yours,
    "yours_bare": lambda found: bare(yours(found)),
    "have": lambda found: {"has to": "have to", "needs to": "need to"}.get(found, found),
    "about": lambda found: f" about {found}" if found else "",
}
