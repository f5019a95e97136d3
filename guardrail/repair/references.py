"""What names a thing by figures: citations, case and model numbers, numbers to call, and numbers that count alone."""

from __future__ import annotations

import re

from guardrail.repair.fact import Fact
from guardrail.repair.numerals import DIGITS, number, ordinal
from guardrail.repair.plain import Plain

_CITATION = re.compile(
    r"\[\^?\d{1,3}(?:\s?[,-]\s?\d{1,3})*\]|\((?:[^\W\d_][\w .,&;'-]{0,120}?,? )?(?:19|20)\d\d[a-z]?\)"
    r"|\barXiv:\s?\d{4}\.\d{4,5}|\bdoi:\s?10\.\d{4,9}/\S+|\b(?:section|article|art\.)\s?\d+(?:\.\d+)*\b|\u00a7\s?\d+",
    re.IGNORECASE,
)
_CRISIS = re.compile(
    r"(?<![\w.,-])(?<!\d )(?:988|911|999|112|000|116\s?123|13\s?11\s?14|741\s?741|85258)(?![\w-]|[.,]\d)"
    r"|\b(?:Samaritans|Lifeline|Beyond Blue|Kids Help Phone|Crisis Text Line|findahelpline|Childline|Trevor Project"
    r"|RAINN|Befrienders|Women's Aid|Vandrevala|AASRA|SANEline|(?-i:Refuge|Papyrus|Shout|iCall|Kooth))\b"
    r"|\b(?P<general>emergency (?:services|number|room|department)|hotline|poison control|A&E"
    r"|(?:crisis|suicide|help|domestic violence|abuse)[ -]?(?:hot|help)?line)\b",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"\b(?=[A-Z0-9-]{0,40}\d)(?=[A-Z0-9-]{0,40}[A-Z])[A-Z0-9][A-Z0-9-]{4,40}\b|#\d{3,}\b|\b[A-Z]{1,4}-?\d{1,4}[A-Z]?\b"
    r"|\b(?=[a-z]{0,40}\d[a-z]{0,40}\d)(?=\d{0,40}[a-z])[a-z\d]{6,40}\b"
)
_LABELLED = re.compile(
    r"\b(?P<label>room|gate|seat|bus|platform|terminal|bay|ward|page|chapter|stage|type|grade|floor|exit|junction|route"
    r"|version|volume|episode|season)\s(?:no\.?\s|number\s|#)?(?P<figure>\d{1,4}[A-Za-z]?)\b(?![.,]\d)",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?<![\w.])(?:\d{7,}|\+?\(?\d(?:[ ().-]{0,3}\d){6,18})(?!\w)")
_ALWAYS = re.compile(r"(?<![\w.,/])24/7(?![\w/])")
_NUMBER = re.compile(rf"(?<![\w.,])(?:{DIGITS})(?!\w)|\b\d+(?i:st|nd|rd|th)\b")
_SHORT = 5  # a code of fewer letters and figures ("B12") is soft


def references(text: Plain) -> list[Fact]:
    """Take the codes of a text and its numbered things, "AB-12345" and "gate 7" alike."""
    coded = [_coded(span.quote, span.start) for _, span in text.take(_CODED)]
    labelled = [
        _fact("reference", span.quote, span.start, f"{match['label']} {match['figure']}".lower())
        for match, span in text.take(_LABELLED)
    ]
    return [*coded, *labelled]


def citations(text: Plain) -> list[Fact]:
    """Take the citations of a text."""
    return [_fact("citation", span.quote, span.start, _compact(span.quote)) for _, span in text.take(_CITATION)]


def crisis_lines(text: Plain) -> list[Fact]:
    """Take the crisis lines of a text: numbers, names, and what is said without either ("a helpline")."""
    return [
        _fact("crisis line", span.quote, span.start, _compact(span.quote), soft=False) for _, span in text.take(_CRISIS)
    ]


def is_general(words: str) -> bool:
    """Whether a crisis line is meant without its number or its name."""
    found = _CRISIS.fullmatch(words)
    return found is not None and found["general"] is not None


def numbers(text: Plain) -> list[Fact]:
    """Take the numbers of a text: those to call, and those of two digits and more."""
    always = [_number(span.quote, span.start) for _, span in text.take(_ALWAYS)]
    called = [_called(span.quote, span.start) for _, span in text.take(_CALLED)]
    return [*always, *called, *(_number(span.quote, span.start) for _, span in text.take(_NUMBER, _is_large))]


def _is_large(match: re.Match[str]) -> bool:
    return len(re.findall(r"\w", match.group())) > 1 or not match.group().isdecimal()


def _coded(words: str, start: int) -> Fact:
    key = frozenset({_compact(words)})
    return Fact("reference", words, start, key, key.union(re.findall(r"\d{2,}", words)), len(words) < _SHORT)


def _called(words: str, start: int) -> Fact:
    groups = frozenset(re.findall(r"\d{2,}", words))
    key = re.sub(r"\D", "", words.replace("(0)", ""))
    return Fact("number", words, start, frozenset({key}), groups | {key})


def _number(words: str, start: int) -> Fact:
    key = number(words) if words[-1:].isdecimal() or not words[-1:].isalpha() else f"{ordinal(words)}th"
    keys = frozenset({key})
    return Fact("number", words, start, keys, keys, soft=len(re.findall(r"\d", words)) < 2)


def _fact(kind: str, words: str, start: int, key: str, soft: bool | None = None) -> Fact:
    keys = frozenset({key})
    return Fact(kind, words, start, keys, keys, len(words) < _SHORT if soft is None else soft)


def _compact(words: str) -> str:
    return re.sub(r"\s+", "", words).lower()
