"""A sentence taken apart at its joints: clauses that can be put another way each by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrail.repair.lexicons import words

_SUBJECT = (
    r"(?=(?:the|a|an|this|these|your|my|our|their|its|his|her|any|all|some|each|every|no|it|you|we|they|he|she"
    r"|there|please|further|additional|I|I['\u2019]\w+|(?:it|you|we|they|he|she|there)['\u2019]\w+)\s)"
)
_STOP = r"\s*[;:](?=\s)\s*|\s[\u2013\u2014-]\s|\u2014"
_THAT = "".join(rf"|(?<=\b{verb}) that " for verb in "confirm ensure sure know means see understand".split())
_GAP = re.compile(
    rf"{_STOP}|,? (?P<also>and|but|so|yet)\s{_SUBJECT}{_THAT}"
    r"|,? (?:because|since|whereas|although|though|unless|as long as|even if|so that|if|when|once|until)\s"
    rf"{_SUBJECT}(?<!grateful if )(?<!appreciate it if )(?<!wonder if )"
)
_OPENING = re.compile(
    r"(?:if|when|where|once|unless|until|although|though|because|since|while|as long as|even if|and|but|so)\s",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"(?:in|on|at|for|from|under|within|before|after|upon|during|following|prior to|as|given|with|without|to|by|"
    r"should|were|alternatively|additionally|furthermore|however|moreover|accordingly|therefore|consequently|finally|"
    r"first|firstly|secondly|also|then|generally|nonetheless|nevertheless|meanwhile|instead|ideally|where possible|"
    r"if possible|likewise|similarly|ultimately|overall|in general|for now|right now)\b[^,]*(, )(?=\S|\Z)",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:that|which|who|whether|if|when|where|because|as)\s|[;:,] ")
_ORDERS = re.compile(r"\s*(?:please|i|we|you)\b")
_WORD = re.compile(r"[\w'\u2019]+")
_SUPPOSED = re.compile(r"[^,]*(, )(?=\S)")
_CLOSING = re.compile(r"[.!?\u2026\s\"'\u201d\u2019)\]*_,;:]*\Z")


def clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """The clauses of a sentence in order, each with what stands after it; together they are all of it."""
    closing = _CLOSING.search(sentence)
    end = closing.start() if closing else len(sentence)
    position = 0
    for first, last in _gaps(sentence[:end]):
        yield sentence[position:first], sentence[first:last]
        position = last
    yield sentence[position:end], sentence[end:]


def _gaps(text: str) -> list[tuple[int, int]]:
    """What stands between the clauses of a sentence, in order."""
    found, position = list[tuple[int, int]](), 0
    breaks = [gap.span() for gap in _GAP.finditer(text) if _parts(text[: gap.start()], gap["also"] is not None)]
    for start, end in [*breaks, (len(text), len(text))]:
        found += _fronts(text, position, start)
        found.append((start, end))
        position = end
    return found[:-1]


def _parts(before: str, also: bool) -> bool:
    """Whether a joint after some words is one: an "and" only after a clause, others not after a mere "However"."""
    return _is_clause(before) if also else _FRONT.fullmatch(f"{before}, ") is None


def _fronts(text: str, position: int, end: int) -> Iterator[tuple[int, int]]:
    """What parts a clause from what opens it: "If", and the comma after "In that case"."""
    while position < end:
        opening, front = _OPENING.match(text, position, end), _FRONT.match(text, position, end)
        if opening is not None:
            yield position, opening.end()
            position = opening.end()
            front = _SUPPOSED.match(text, position, end)
            front = front if front is not None and _is_clause(text[position : front.start(1)]) else None
        if front is None:
            return
        yield front.span(1)
        position = front.end()


def _is_clause(found: str) -> bool:
    """Whether some words say something by themselves, as far as one can tell: a verb stands in what comes last."""
    last = _SUBORDINATE.split(found)[-1].lower()
    return not words("grammar", "auxiliaries").isdisjoint(_WORD.findall(last)) or _ORDERS.match(last) is not None
