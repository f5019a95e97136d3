"""What the person wants and what is hard in it, as probabilities: small linear models over their words and cues.

The labels they were fitted on are ours (training/items/needs): one careful reader's answer to "what does the last
message need?". Each target has two logistic models, over the cues of `cues` and over words and word pairs (tf-idf);
their log-odds are averaged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Literal, get_args

from guardrail.reading.lexicons import event_names, need_labels

if TYPE_CHECKING:
    from guardrail.reading.need import Need
    from guardrail.reading.text import Text

Target = Literal[
    "heard",  # acknowledgement, venting, news to share; no advice
    "answer",  # one fact, a yes or no, a short check
    "position",  # a decision, a judgement, to be told whether they were wrong
    "explanation",
    "help",  # what to do, a plan, steps
    "text",  # something written, rewritten, translated
    "amends",  # the fault owned and put right
    "feeling",  # the emotion is strong
    "short",  # one line is wanted
    "long",  # a good paragraph at least is wanted
    "hard",  # there is something to slide away from
    "criticism",  # of the assistant or the company
    "choice",  # a hard either/or, or whether they were wrong
    "injustice",  # a dispute, or wrong done to them or theirs
    "ordinary",  # a plain request: no feeling, nothing hard
]
TARGETS: tuple[Target, ...] = get_args(Target)
WANTED: tuple[Target, ...] = ("heard", "answer", "position", "explanation", "help", "text", "amends", "short", "long")
HARD: tuple[Target, ...] = ("hard", "criticism", "choice", "injustice")
Intent = dict[Target, float]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """The fitted weights, a row a cue or word, in the order of `targets`."""

    targets: tuple[Target, ...]
    cue_intercepts: tuple[float, ...]
    word_intercepts: tuple[float, ...]
    cues: dict[str, tuple[float, ...]]
    words: dict[str, tuple[float, ...]]
    idf: dict[str, float]

    def read(self, need: Need) -> Intent:
        """The probability of each target, 0..1."""
        by_cue = _add(self.cue_intercepts, [(value, self.cues[name]) for name, value in cues(need).items() if value])
        by_word = _add(
            self.word_intercepts, [(value, self.words[name]) for name, value in self._tfidf(need.text).items()]
        )
        logits = [(first + second) / 2 for first, second in zip(by_cue, by_word, strict=True)]
        return {
            target: 1 / (1 + exp(-max(min(logit, 30.0), -30.0)))
            for target, logit in zip(self.targets, logits, strict=True)
        }

    def _tfidf(self, text: Text) -> dict[str, float]:
        counted = Counter(gram for gram in grams(text) if gram in self.idf)
        weighed = {gram: (1 + log(count)) * self.idf[gram] for gram, count in counted.items()}
        norm = sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {gram: value / norm for gram, value in weighed.items()}


def _add(start: Sequence[float], weighted: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    total = list(start)
    for value, row in weighted:
        for index, weight in enumerate(row):
            total[index] += value * weight
    return total


def grams(text: Text) -> list[str]:
    """The words and word pairs of a message, and a "?" for each question."""
    keys = text.keys
    return [
        *keys,
        *(f"{first} {second}" for first, second in pairwise(keys)),
        *("?" for sentence in text.sentences if sentence.asks),
    ]


def cues(need: Need) -> dict[str, float]:
    """What the models look at beside the words, each 0..1 or so, by name."""
    text = need.text
    phrases = {label: min(len(text.labelled(label)), 3) / 3 for label in (*need_labels(), *event_names())}
    asked, told = float(need.asks), need.disclosure
    return {
        **phrases,
        "strength": need.strength,
        "disclosure": told,
        "valence": need.valence,
        "first_person": need.first_person,
        "casual": need.casual,
        "formal": need.formal,
        "narrow": need.narrow,
        "asks": asked,
        "questions": min(len(need.questions), 4) / 4,
        "length": log(1 + len(text.words)) / 5,
        "question_marks": min(sum(sentence.asks for sentence in text.sentences), 4) / 4,
        "ends_asking": float(bool(text.sentences) and text.sentences[-1].asks),
        "exclaims": float("!" in text.folded.raw),
        "lines": float("\n" in text.folded.raw.strip()),
        "digits": float(any(char.isdigit() for char in text.folded.raw)),
        "feelings": min(len(need.feelings), 5) / 5,
        "earlier": min(len(need.earlier), 3) / 3,
        "asks_with_feeling": asked * need.strength,
        "feeling_only": (1 - asked) * need.strength,
        "asks_with_story": asked * told,
        "story_only": (1 - asked) * told,
    }


@cache
def fitted() -> IntentModel:
    """The shipped model."""
    stored = json.loads(files("guardrail.reading").joinpath("weights", "intent.json").read_text("utf-8"))
    rows = {part: {name: tuple(row) for name, row in stored[part].items()} for part in ("cues", "words")}
    return IntentModel(
        tuple(stored["targets"]),
        tuple(stored["cue_intercepts"]),
        tuple(stored["word_intercepts"]),
        rows["cues"],
        rows["words"],
        stored["idf"],
    )
