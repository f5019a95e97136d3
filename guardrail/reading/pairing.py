"""The reply held against the need: does it name this event, this feeling, at this strength? Does it answer?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.feelings import Feeling
from guardrail.reading.lexicons import common_words
from guardrail.reading.need import Need
from guardrail.reading.phrases import Match
from guardrail.reading.text import Sentence
from guardrail.reading.traits import Traits, specific

_NEAR = {
    "grief": {"despair", "loneliness"},
    "despair": {"grief", "fear", "shame", "loneliness"},
    "fear": {"despair"},
    "anger": {"despair"},
    "shame": {"despair", "fear"},
    "loneliness": {"grief", "despair"},
    "joy": {"pride", "love"},
    "pride": {"joy", "love"},
    "love": {"joy", "pride", "grief"},
}
_RETOLD = 4


@dataclass(frozen=True)
class Pairing:
    """What only shows when both sides are read together. Shares and strengths are 0..1."""

    need: Need
    traits: Traits

    @cached_property
    def met(self) -> float:
        """The strength at which the reply names the person's feeling, a near one or their event; 0 if it does not."""
        families = {feeling.family for feeling in self.need.feelings}
        near = families | {other for family in families for other in _NEAR.get(family, ())}
        same_side = self.need.valence
        strengths = [
            feeling.strength - 0.3 * feeling.lowered
            for feeling in self.traits.feelings
            if feeling.family in near or (feeling.valence * same_side > 0 and feeling.strength > 0.6)
        ]
        return max(strengths, default=0.0)

    @cached_property
    def gap(self) -> float:
        """How much weaker the reply names the feeling than the person has it."""
        return max(self.need.strength - self.met, 0.0)

    @cached_property
    def named_events(self) -> tuple[Feeling, ...]:
        """The person's events of which the reply names a word that is particular to them."""
        return tuple(feeling for feeling in self.need.feelings if feeling.event and self._names(feeling.match))

    def _names(self, match: Match) -> bool:
        return not self.named.isdisjoint(self.need.text.keys[match.first : match.last + 1])

    def echo(self, sentences: tuple[Sentence, ...]) -> float:
        """How many of the person's particulars these sentences of the reply take up, saturating at six."""
        return min(len(self._named(sentences)) / 6.0, 1.0)

    def _named(self, sentences: tuple[Sentence, ...]) -> frozenset[str]:
        """The person's particulars that these sentences name, in any common form."""
        variants, keys = self.need.variants, self.traits.text.keys
        return frozenset(
            variants[key]
            for sentence in sentences
            for key in keys[sentence.first : sentence.last + 1]
            if key in variants
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """The person's particulars that the reply names."""
        return self._named(self.traits.text.sentences)

    @cached_property
    def echo_opening(self) -> float:
        """How much of the person's particulars the opening takes up."""
        return self.echo(self.traits.opening)

    @cached_property
    def echo_all(self) -> float:
        """How much of the person's particulars the reply takes up."""
        return self.echo(self.traits.text.sentences)

    @cached_property
    def own_matter(self) -> float:
        """The share of the reply's uncommon words that are the person's own."""
        own = {key for key in self.traits.text.keys if len(key) > 2 and key not in common_words()}
        return len(own & self.need.particulars) / max(len(own), 1)

    @cached_property
    def generic(self) -> tuple[Sentence, ...]:
        """The reply's sentences that would fit anyone: no particular of the person's, no number, name or quotation."""
        text = self.traits.text
        return tuple(
            sentence
            for sentence in text.sentences
            if sentence.length > 3 and not self._named((sentence,)) and not specific(text.sentence_span(sentence).quote)
        )

    @cached_property
    def generic_share(self) -> float:
        """The share of the reply's sentences that would fit anyone."""
        return len(self.generic) / max(len(self.traits.text.sentences), 1)

    @cached_property
    def answered(self) -> float:
        """The share of questions of which the reply takes up a third of the particulars; 1 where none is asked."""
        questions = self.need.questions
        if not questions:
            return 1.0
        return sum(self._taken_up(question) for question in questions) / len(questions)

    @cached_property
    def unanswered(self) -> tuple[Sentence, ...]:
        """The person's questions of which the reply takes up next to nothing."""
        return tuple(question for question in self.need.questions if not self._taken_up(question))

    @cached_property
    def hard_taken_up(self) -> float:
        """How much of the sentences that are hard to answer the reply takes up; 1 where nothing is hard."""
        places = {self.need.text.words[match.first].sentence for match in self.need.hard}
        if not places:
            return 1.0
        return sum(self._taken_up(self.need.text.sentences[place]) for place in places) / len(places)

    def _taken_up(self, sentence: Sentence) -> bool:
        """Whether the reply names a third of the particulars of one of the person's sentences."""
        own = self.need.particulars.intersection(self.need.text.keys[sentence.first : sentence.last + 1])
        return not own or len(own & self.named) / len(own) >= 1 / 3

    @cached_property
    def retold(self) -> float:
        """The share of the reply that is the person's own post word for word (runs of four words and more)."""
        runs = {self.need.text.keys[i : i + _RETOLD] for i in range(len(self.need.text.keys) - _RETOLD + 1)}
        reply = self.traits.text.keys
        return sum(reply[i : i + _RETOLD] in runs for i in range(len(reply) - _RETOLD + 1)) / max(len(reply), 1)
