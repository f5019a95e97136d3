"""The word lists behind the reading, as data in lexicons/*.json, and the phrase indexes over them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from guardrail.reading.phrases import PhraseIndex
from guardrail.reading.respelling import Respelling
from guardrail.types import Danger

FEELING = "feeling:"
EVENT = "event:"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a lexicon says of a word: its family, valence (-1 or 1) and strength (1 mild to 3 strong)."""

    family: str
    valence: int
    strength: int


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        resources.files("guardrail.reading").joinpath("lexicons", f"{name}.json").read_text("utf-8")
    )
    return loaded


@cache
def feelings() -> dict[str, Entry]:
    """The ladders of feelings: a label of the phrase index to the rung it stands for."""
    return {
        f"{FEELING}{family}:{rung}": Entry(family, ladder["valence"], rung)
        for family, ladder in _load("feelings").items()
        for rung in (1, 2, 3)
    }


@cache
def events() -> dict[str, Entry]:
    """What happens in a life and how heavily it weighs, by label of the phrase index."""
    return {
        f"{EVENT}{name}": Entry(name, event["valence"], event["strength"]) for name, event in _load("events").items()
    }


@cache
def common_words() -> frozenset[str]:
    """Words too common to name anything in particular, without apostrophes."""
    return frozenset(_load("stopwords")["words"].replace("'", "").split())


@cache
def need_labels() -> tuple[str, ...]:
    """The labels of what a message may hold, feelings and events apart."""
    return tuple(_load("need"))


@cache
def event_names() -> tuple[str, ...]:
    """The labels of the events."""
    return tuple(events())


def _ladder_phrases() -> dict[str, list[str]]:
    return {
        f"{FEELING}{family}:{rung}": ladder[str(rung)].split(", ")
        for family, ladder in _load("feelings").items()
        for rung in (1, 2, 3)
    }


@cache
def need_index() -> PhraseIndex:
    """Finds what a person's message may hold: feelings, events, wishes, disputes."""
    happenings = {f"{EVENT}{name}": event["phrases"] for name, event in _load("events").items()}
    return PhraseIndex({**_load("need"), **happenings, **_ladder_phrases()})


@cache
def traits_index() -> PhraseIndex:
    """Finds what a reply may hold: feelings named, acts of dialogue, marks of distance."""
    return PhraseIndex({**_load("traits"), **_ladder_phrases()})


@cache
def drift_index() -> PhraseIndex:
    """Finds what a repair must not add: promises, biography, diagnoses, flattery, escalation, templates."""
    return PhraseIndex(_load("drift"))


@cache
def danger_words(label: str) -> frozenset[str]:
    """Words around a sign of danger: "denials" deny it, "first" are of who speaks of themselves."""
    return frozenset(_load("danger/words")[label].split())


@cache
def danger_spelling() -> Respelling:
    """Undoes misspellings of the words that signs of danger turn on."""
    return Respelling.of(_load("danger/words")["spellings"], danger_words("misspelt"))


@cache
def danger_index() -> PhraseIndex:
    """Finds signs of danger ("suicide:plain", "suicide:hint"), what is "harmless", and another time or tale."""
    words = _load("danger/words")
    phrases = {label: words[label] for label in ("past", "now", "told")}
    phrases["harmless"] = [phrase for group in _load("danger/harmless").values() for phrase in group]
    for danger in Danger:
        listed = _load(f"danger/{danger}")
        phrases[f"{danger}:plain"] = [*listed["plain"], *listed.get("foreign", ())]
        phrases[f"{danger}:hint"] = listed["hint"]
    return PhraseIndex(phrases, {name: members.split() for name, members in words["sets"].items()})
