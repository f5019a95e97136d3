"""Signs of danger to life in what the person writes: their own, or somebody's near them.

It matches phrases, errs on the safe side, and misses much all the same: no safety system, and no substitute for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.lexicons import danger_index, danger_spelling, danger_words
from guardrail.reading.phrases import Match
from guardrail.reading.respelling import without_figures
from guardrail.reading.text import Text, read_text
from guardrail.types import Conversation, Danger, Span

_TURNS, _HINT_TURNS = 6, 3  # of the person, the last of which are read for signs, and for hints
_BESIDE = 60  # characters between two hints, at most
_KIN = dict.fromkeys((Danger.SELF_HARM, Danger.OVERDOSE), Danger.SUICIDE)  # what hints at one hints at the other
_BEFORE = 3  # words before a phrase, in which a denial denies it


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of the person that speak of danger; `message` is the place of theirs in the conversation.

    A `plain` one is enough alone; hints are, where two differ that are of one kind or stand side by side.
    """

    danger: Danger
    span: Span
    message: int
    plain: bool


def signs(conversation: Conversation) -> tuple[Sign, ...]:
    """The signs of danger in the person's last turns, oldest first; empty where they do not amount to danger."""
    return conversation.once(_signs)


def _signs(conversation: Conversation) -> tuple[Sign, ...]:
    turns = [(place, message) for place, message in enumerate(conversation.messages) if message.role == "user"]
    recent = {place for place, _ in turns[-_HINT_TURNS:]}
    found = [sign for place, message in turns[-_TURNS:] for sign in _read(message.text, place)]
    found = [sign for sign in found if sign.plain or sign.message in recent]
    found.sort(key=lambda sign: (sign.message, sign.span.start))
    hints = [sign for sign in found if not sign.plain]
    certain = len(hints) < len(found) or _alike(hints) or _side_by_side(hints)
    return tuple(found) if certain else ()


def _alike(hints: list[Sign]) -> bool:
    """Whether two hints differ that are of one kind."""
    said: dict[Danger, set[str]] = {}
    for hint in hints:
        said.setdefault(_KIN.get(hint.danger, hint.danger), set()).add(hint.span.quote.casefold())
    return any(len(quotes) > 1 for quotes in said.values())


def _side_by_side(hints: list[Sign]) -> bool:
    """Whether two hints differ that stand side by side; the hints are in order."""
    for place, hint in enumerate(hints):
        for other in hints[place + 1 : place + 1 + _BESIDE]:
            if other.message != hint.message or other.span.start - hint.span.end > _BESIDE:
                break
            if other.span.quote.casefold() != hint.span.quote.casefold():
                return True
    return False


def dangers(found: tuple[Sign, ...]) -> tuple[Danger, ...]:
    """The dangers that signs name, each once: those of the plain ones, where there are any."""
    plain = [sign.danger for sign in found if sign.plain]
    return tuple(dict.fromkeys(plain or [sign.danger for sign in found]))


def _read(raw: str, message: int) -> Iterator[Sign]:
    """The signs in one message: all plain ones, and the hints that are no part of another sign."""
    turn = _Turn(read_text(without_figures(raw), danger_index(), danger_spelling()))
    taken: set[int] = set()
    for match, plain in turn.graded():
        words = range(match.first, match.last + 1)
        if plain or taken.isdisjoint(words):
            span = turn.text.span(match)
            quoted = Span(span.start, span.end, raw[span.start : span.end])
            yield Sign(Danger(match.label.partition(":")[0]), quoted, message, plain)
        taken.update(words)


@dataclass(frozen=True)
class _Turn:
    """One message of the person, as it is read for signs."""

    text: Text

    def graded(self) -> list[tuple[Match, bool]]:
        """The signs, and whether each is plain: those first, then the hints, the longest first."""
        found = [match for match in self.text.matches if ":" in match.label and not self._harmless(match)]
        graded = [(match, match.label.endswith(":plain") and not self._doubtful(match)) for match in found]
        return sorted(graded, key=lambda pair: (not pair[1], pair[0].first - pair[0].last))

    def _harmless(self, match: Match) -> bool:
        """Whether it is a manner of speaking."""
        words = range(match.first, match.last + 1)
        return any(_covers(self._manners[word], match) for word in words if word in self._manners)

    @cached_property
    def _manners(self) -> dict[int, Match]:
        """The manner of speaking that each word belongs to, where it does."""
        found = self.text.labelled("harmless")
        return {word: match for match in found for word in range(match.first, match.last + 1)}

    def _doubtful(self, match: Match) -> bool:
        return self._denied(match) or self._past(match) or self._told(match)

    def _denied(self, match: Match) -> bool:
        return not danger_words("denials").isdisjoint(self._before(match))

    def _past(self, match: Match) -> bool:
        """Whether it was long ago, by the words of its sentence."""
        return self.text.words[match.first].sentence in self._bygone

    @cached_property
    def _bygone(self) -> set[int]:
        return self._sentences("past") - self._sentences("now")

    def _sentences(self, label: str) -> set[int]:
        return {self.text.words[mark.first].sentence for mark in self.text.labelled(label)}

    def _told(self, match: Match) -> bool:
        """Whether it belongs to a story, a study or a program, and nobody says it of themselves."""
        own = {*self._before(match), *self.text.keys[match.first : match.last + 1]}
        return self._tale and danger_words("first").isdisjoint(own)

    @cached_property
    def _tale(self) -> bool:
        return bool(self.text.labelled("told"))

    def _before(self, match: Match) -> tuple[str, ...]:
        first = self.text.sentences[self.text.words[match.first].sentence].first
        return self.text.keys[max(match.first - _BEFORE, first) : match.first]


def _covers(harmless: Match, match: Match) -> bool:
    """Whether a harmless phrase shares words with a match, unless the match says more around it."""
    apart = match.last < harmless.first or harmless.last < match.first
    says_more = match.first <= harmless.first and harmless.last <= match.last and match[1:] != harmless[1:]
    return not (apart or says_more)
