"""Feelings that a repair attributes to the person: none that they did not show, and none stronger than they have it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrail.reading.feelings import Feeling, feelings_in
from guardrail.reading.lexicons import traits_index
from guardrail.reading.need import read_need
from guardrail.reading.text import Text, read_text
from guardrail.repair.lexicons import words
from guardrail.repair.literals import unquoted
from guardrail.repair.plain import unwrapped
from guardrail.types import Conversation

_BEFORE = 5  # words between the person and their feeling, at most: "you must be so very furious"
_MILD = 0.45  # a feeling of up to this strength may be read off what happened
_STRONGER = 0.3  # by so much a feeling may be named stronger than it was shown
_CHARGED = frozenset(("anger", "shame"))  # what nobody is told they feel unless they said so
_ANGER = 2 / 3  # of somebody in a dispute or with a complaint, whatever they call it
_ANGERING = frozenset(("violence", "separation", "work_loss", "school_loss"))


def attributed(conversation: Conversation, original: str, candidate: str) -> Iterator[str]:
    """The candidate's words that give the person a feeling they did not show, or one too strong."""
    need, shown = read_need(conversation), conversation.once(_shown, original)
    disputed = need.has("dispute", "criticism")
    text = read_text(unquoted(candidate), traits_index())
    for feeling in feelings_in(text):
        if _is_theirs(text, feeling) and _is_new(feeling, shown, need.strength, disputed):
            yield text.span(feeling.match).quote


def _shown(conversation: Conversation, original: str) -> list[Feeling]:
    """The feelings that the person's turns and the original have."""
    need, came = read_need(conversation), read_text(unwrapped(original), traits_index())
    return [*need.feelings, *(feeling for text in (*need.earlier, came) for feeling in feelings_in(text))]


def _is_theirs(text: Text, feeling: Feeling) -> bool:
    """Whether a statement says of the person that they feel so: "you must be furious", "your rage"."""
    first = feeling.match.first
    sentence = text.sentences[text.words[first].sentence]
    before = text.keys[max(first - _BEFORE, sentence.first) : first]
    told = next((index for index in reversed(range(len(before))) if before[index] in words("drift", "theirs")), None)
    if told is None or sentence.asks or not words("drift", "if").isdisjoint(before):
        return False
    between = before[told + 1 :]
    owned = before[told].startswith("your") and not between
    return owned or (before[told] != "your" and words("drift", "feels").issuperset(between))


def _is_new(feeling: Feeling, shown: list[Feeling], strength: float, disputed: bool) -> bool:
    """Whether a feeling is of a kind that was not shown, or too strong for what was."""
    near = [other for other in shown if other.valence == feeling.valence]
    families = {other.family for other in near}
    angered = feeling.family == "anger" and disputed
    known = [other.strength for other in near] + [strength] * bool(near) + [_ANGER] * angered
    if feeling.strength <= _MILD:
        return False
    if feeling.strength > max(known, default=0.0) + _STRONGER:
        return True
    return feeling.family in _CHARGED and not angered and families.isdisjoint({feeling.family, *_ANGERING})
