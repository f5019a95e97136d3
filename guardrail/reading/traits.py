"""The reply's side: what it names, does, suggests, answers and avoids; whom it talks about, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from guardrail.reading.feelings import Feeling, feelings_in
from guardrail.reading.lexicons import common_words, traits_index
from guardrail.reading.text import Sentence, Text, read_text
from guardrail.types import Span

_NOMINAL = re.compile(r"(?:tion|tions|ment|ments|ness|ity|ities|ance|ence|ancy|ency|sion|sions|ism)$")
_PASSIVE_BE = frozenset("is are was were be been being gets got".split())
_PARTICIPLE = re.compile(r"(?:ed|en|wn|ught|lt)$")
_SPECIFIC = re.compile(r"\d[\d.,:]*|[\"\u201c][^\"\u201d\n]{2,60}[\"\u201d]|(?<=[a-z,] )[A-Z][a-z]+")
_OPENING = 3
_ACTS = (
    *("stock_empathy", "reflect", "stance", "own_fault", "names_act"),
    *("advice", "imperative", "referral", "hotline", "hedge"),
)


@dataclass(frozen=True)
class Traits:
    """What was read off a reply."""

    text: Text
    feelings: tuple[Feeling, ...]

    @property
    def length(self) -> int:
        """The number of words."""
        return len(self.text.words)

    @cached_property
    def suggestions(self) -> tuple[Sentence, ...]:
        """The sentences that tell the person what to do."""
        return self.sentences_with("advice", "imperative")

    @cached_property
    def questions(self) -> tuple[Sentence, ...]:
        """The sentences that ask the person something."""
        return tuple(sentence for sentence in self.text.sentences if sentence.asks)

    @cached_property
    def opening(self) -> tuple[Sentence, ...]:
        """The first three sentences."""
        return self.text.sentences[:_OPENING]

    @cached_property
    def acts(self) -> tuple[tuple[str, ...], ...]:
        """What each sentence does, by the labels of the lexicon ("stock_empathy"), and "question" where it asks."""
        found: list[dict[str, None]] = [{} for _ in self.text.sentences]
        for match in self.text.labelled(*_ACTS):
            found[self.text.words[match.first].sentence][match.label] = None
        return tuple(
            (*acts, "question") if sentence.asks else tuple(acts)
            for acts, sentence in zip(found, self.text.sentences, strict=True)
        )

    def sentences_with(self, *labels: str) -> tuple[Sentence, ...]:
        """The sentences that hold a phrase of these labels."""
        holding = {self.text.words[match.first].sentence for match in self.text.labelled(*labels)}
        return tuple(self.text.sentences[index] for index in sorted(holding))

    def share(self, *labels: str) -> float:
        """The share of sentences that hold a phrase of these labels, 0..1."""
        return len(self.sentences_with(*labels)) / max(len(self.text.sentences), 1)

    @cached_property
    def concrete(self) -> float:
        """How concrete the wording is: the share of words neither common nor abstract, scaled so that a third is 1."""
        concrete = sum(key not in common_words() and not _NOMINAL.search(key) for key in self.text.keys)
        return min(3.0 * concrete / max(self.length, 1), 1.0)

    @cached_property
    def specific_words(self) -> tuple[Span, ...]:
        """The numbers, quoted words and names inside sentences."""
        found = _SPECIFIC.finditer(self.text.folded.raw)
        return tuple(Span(words.start(), words.end(), words.group()) for words in found)

    @cached_property
    def specifics(self) -> float:
        """Numbers, quoted words and names inside sentences, a sentence."""
        return len(self.specific_words) / max(len(self.text.sentences), 1)

    @cached_property
    def template_opening(self) -> bool:
        """Whether the first sentence is stock empathy."""
        first = self.text.sentences[:1]
        return bool(first) and first[0] in self.sentences_with("stock_empathy")

    @cached_property
    def sentence_length(self) -> float:
        """Words a sentence."""
        return self.length / max(len(self.text.sentences), 1)

    @cached_property
    def word_length(self) -> float:
        """Letters a word."""
        return sum(len(key) for key in self.text.keys) / max(self.length, 1)

    @cached_property
    def nominalisations(self) -> float:
        """The share of words that are abstract nouns made of verbs and adjectives, 0..1."""
        return sum(len(key) > 6 and bool(_NOMINAL.search(key)) for key in self.text.keys) / max(self.length, 1)

    @cached_property
    def passives(self) -> float:
        """Passive verb groups a sentence, by form: a form of be, then a participle."""
        pairs = zip(self.text.keys, self.text.keys[1:], strict=False)
        found = sum(
            first in _PASSIVE_BE and len(second) > 4 and bool(_PARTICIPLE.search(second)) for first, second in pairs
        )
        return found / max(len(self.text.sentences), 1)

    @cached_property
    def contractions(self) -> float:
        """Contractions a sentence."""
        return self.text.folded.text.count("'") / max(len(self.text.sentences), 1)


def specific(words: str) -> bool:
    """Whether some words hold a number, a name or a quotation."""
    return bool(_SPECIFIC.search(words))


def read_traits(reply: str) -> Traits:
    """Read a reply."""
    text = read_text(reply, traits_index())
    return Traits(text, feelings_in(text))
