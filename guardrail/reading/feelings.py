"""Feelings in a text: which, how strong, in which words."""

from __future__ import annotations

from dataclasses import dataclass

from guardrail.reading.lexicons import Entry, events, feelings
from guardrail.reading.phrases import Match
from guardrail.reading.text import Text

_RAISE = frozenset(
    "so very really extremely incredibly completely totally absolutely utterly beyond deeply insanely literally "
    "fucking bloody damn truly never most worst".split()
)
_LOWER = frozenset(
    "bit little slightly somewhat kinda sorta mildly rather fairly quite kind sort maybe might may could can "
    "some".split()
)
_DENY = frozenset("not never no dont isnt wasnt arent without hardly neither nor didnt".split())


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling or a weighty event in a text: family, valence (-1, 1) and strength (0.2 faint to 1 overwhelming)."""

    family: str
    valence: int
    strength: float
    match: Match
    lowered: bool = False
    event: bool = False


def feelings_in(text: Text) -> tuple[Feeling, ...]:
    """The feelings and events of a text by position; denied ones ("not angry") are left out."""
    found = []
    for match in text.matches:
        entry = feelings().get(match.label) or events().get(match.label)
        if entry is not None and not (_before(text, match, 2) & _DENY):
            found.append(_feeling(text, match, entry))
    return tuple(sorted(found, key=lambda feeling: feeling.match.first))


def _feeling(text: Text, match: Match, entry: Entry) -> Feeling:
    before = _before(text, match, 3)
    lowered = bool(before & _LOWER)
    strength = entry.strength / 3 + 0.2 * bool(before & _RAISE) - 0.25 * lowered
    event = match.label in events()
    return Feeling(entry.family, entry.valence, min(max(strength, 0.2), 1.0), match, lowered, event)


def _before(text: Text, match: Match, words: int) -> frozenset[str]:
    sentence = text.words[match.first].sentence
    return frozenset(
        word.key for word in text.words[max(match.first - words, 0) : match.first] if word.sentence == sentence
    )


def strongest(found: tuple[Feeling, ...]) -> Feeling | None:
    """The strongest feeling, the first of equals; None where there is none."""
    return max(found, key=lambda feeling: feeling.strength, default=None)
