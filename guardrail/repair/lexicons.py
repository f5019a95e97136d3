"""The word lists behind the checks of a repair, as data in lexicons/*.json."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from guardrail.reading.phrases import PhraseIndex


@cache
def load(name: str) -> dict[str, Any]:
    """One of the lists, by its name."""
    loaded: dict[str, Any] = json.loads(
        resources.files("guardrail.repair").joinpath("lexicons", f"{name}.json").read_text("utf-8")
    )
    return loaded


@cache
def words(name: str, label: str) -> frozenset[str]:
    """The words of a list under a label, in their form for matching."""
    return frozenset(load(name)[label].replace("'", "").split())


@cache
def units(table: str) -> dict[str, str]:
    """Every spelling of the units of a table ("money", "measure"), and the unit it stands for."""
    return {spelling: unit for unit, spellings in load("units")[table].items() for spelling in spellings.split()}


@cache
def contraries() -> dict[str, str]:
    """Words that deny by themselves ("unsafe"), and what they deny."""
    return dict(pair.split(":") for pair in load("words")["contrary"].split())


@cache
def statements_index() -> PhraseIndex:
    """Finds what a reply may state that a repair must neither lose nor turn round: refusals, warnings."""
    return PhraseIndex(load("statements"))


@cache
def asking_index() -> PhraseIndex:
    """Finds what asks for something, in more wordings than the reading of need, where silence would be the harm."""
    return PhraseIndex(load("asking"))


@cache
def crisis_index() -> PhraseIndex:
    """Finds what a reply says to somebody in danger: it asks about it, names it, stays, says where to turn."""
    listed = load("crisis")
    sets = {name: members.split() for name, members in listed["sets"].items()}
    return PhraseIndex({label: phrases for label, phrases in listed.items() if isinstance(phrases, list)}, sets)
