"""Stock phrases of a reply said in other stock phrases: groups of wordings any of which can stand for any other."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.tables import load_table
from guardrail.bench.perturbations.texts import Found, in_reply, like, starts_sentence, substituted

_OPENS = r"(?:\A|(?<=[.!?,;:\n*_\"“(—–…])|(?<=[.!?,;:—–…*_]\s)|(?<=\band\s)|(?<=\bbut\s)|(?<=\n\n))"
_BEFORE = {"phrases": "", "before_verbs": "", "clauses": _OPENS}  # in the order in which they are tried
_NOUNS = r"me|us|you|him|her|them|it|the|a|an|my|your|his|our|their|this|that|these|those|some|any|someone|everyone"
_AFTER = {
    "clauses": r"(?=\s*(?:[.!?,;:\n)\"”*_…—–]|- |\Z))",
    "before_verbs": rf"(?=\s+(?!(?:{_NOUNS})\b)\w)",
    "phrases": r"(?!\w)",
}
_SLOTS = tuple(_BEFORE)


def paraphrase(item: Item, random: Random) -> Item | None:
    """Every stock phrase of the reply in another wording of its group."""
    return in_reply(item, lambda text: substituted(text, _pattern(), lambda found: _reworded(text, found, random)))


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """The group of each wording, by the wording in small letters.

    `clauses` stand on their own, `before_verbs` before the plain form of a verb, `phrases` anywhere.
    """
    return {
        wording.lower(): tuple(group) for slot in _SLOTS for group in load_table("phrases")[slot] for wording in group
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(map(_slot, _SLOTS))})", re.IGNORECASE)


def _slot(slot: str) -> str:
    wordings = sorted((wording for group in load_table("phrases")[slot] for wording in group), key=len, reverse=True)
    spaced = (re.escape(wording).replace("'", "['’]").replace(r"\ ", r"\s") for wording in wordings)
    return f"{_BEFORE[slot]}(?:{'|'.join(spaced)}){_AFTER[slot]}"


def _long(wording: str) -> str:
    """A wording without contractions, which make it no other."""
    spelt = re.sub(r"(?<=that|here|what)'s|(?<=it)'s", " is", wording.lower())
    return spelt.replace("'m", " am").replace("'re", " are").replace("'ve", " have").replace("okay", "ok")


def _reworded(text: str, found: Found, random: Random) -> str:
    plain = re.sub(r"\s", " ", found[0].replace("’", "'"))
    other = random.choice([wording for wording in groups()[plain.lower()] if _long(wording) != _long(plain)])
    if starts_sentence(text, found.start()):
        other = like(found[0][:1], other)
    return other.replace("'", "’") if "’" in text else other
