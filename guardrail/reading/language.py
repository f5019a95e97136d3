"""English sentences (the one place that loads spaCy), and whether a text is English at all."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_ENGLISH = frozenset(
    "the a an and or but of to in on for with at by from is are was were be been it this that these those i you he "
    "she we they my your his her our their me him us them not no do does did have has had will would can could "
    "should what when "
    "how why who if so as about there here just get got up out all some more than then now very".split()
)
_ENGLISHES = frozenset(("en", "jam", "pcm", "sco", "zxx"))  # with Jamaican, Nigerian, Scots, and what is no language
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LINE = re.compile(r"[^\s\n](?:[^\n]*[^\s\n])?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MARKS = re.compile(r"([^\w\s]{12})[^\w\s]+")
_CHUNK = re.compile(r"(\S{79})\S(?=\S)")
_VOCABULARY = 100_000


@cache
def _pipeline() -> Language:
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "\u2026", "...", "?!", "!?", "!!", "\n"]})
    pipeline.max_length = 10_000_000
    return pipeline


def sentence_ranges(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a text, in order; a line's end always ends a sentence."""
    spaced = re.sub(r"[^\S\n]", " ", text)
    sentences = ((sent.start_char, sent.end_char) for sent in _split(_breakable(spaced)).sents)
    return [
        (start + line.start(), start + line.end())
        for start, end in sentences
        for line in _LINE.finditer(spaced[start:end])
    ]


def _split(text: str) -> Doc:
    """The text with its sentences. spaCy keeps every word it ever met, so a full vocabulary is thrown away."""
    pipeline = _pipeline()
    if len(pipeline.vocab) > _VOCABULARY:
        _pipeline.cache_clear()
    return pipeline(text)


def _breakable(text: str) -> str:
    """A text of the same length without endless tokens, on which spaCy would spend quadratic time."""
    fewer = _MARKS.sub(lambda run: run[1] + " " * (len(run[0]) - len(run[1])), text)
    return _CHUNK.sub(r"\1 ", fewer)


def foreign(text: str) -> str:
    """The ISO 639-1 code of a text's language where it is plainly not English, else "".

    Short texts, names, code and mixed or non-standard English count as English: a wrong "foreign" would switch the
    guard off.
    """
    words = _WORD.findall(text.lower())
    if not words:
        return ""
    if not text.isascii() and len(_LATIN.findall(text)) < 0.5 * sum(map(len, words)):
        return identify(text)
    if len([word for word in words if word in _ENGLISH]) >= 0.15 * len(words):
        return ""
    if len([word for word in words if len(word) > 1]) < 5:
        return ""
    return identify(text)


def identify(text: str) -> str:
    """The ISO 639-1 code of the language a text is most like; "" for English."""
    from py3langid.langid import classify

    code, _ = classify(text)
    return "" if code in _ENGLISHES else str(code)
