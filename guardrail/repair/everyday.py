"""What a reply says in official words, said to the person in plain ones: by tables and a small grammar, no model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from guardrail.repair.clauses import stem
from guardrail.repair.joints import clauses
from guardrail.repair.lexicons import load
from guardrail.repair.passages import Passages, read_passages
from guardrail.repair.spelling import articled, contracted, lowered, raised
from guardrail.repair.turns import Setting, may_turn, turned
from guardrail.repair.wordings import reworded
from guardrail.types import Edit

_ROUNDS = 4  # a sentence may need several: the plain way of one turn can hold another
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|\s+|.", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_OURS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_MINE = re.compile(r"\b(?:I|my)\b")
_MARKS = re.compile(r"[*_~`|()\[\]\"\u201c\u201d\ue000-\uf8ff\d]")
_CONNECTIVE = re.compile(r"(?:however|also|then|still|though|.*(?:[;:\u2014]|\b(?:and|but|so))),?\s+", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:if|where|when)\s+\Z", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|where|once|unless|until|although|though|because|since|while|whereas|that|as long as|even if)\s+\Z",
    re.IGNORECASE,
)


def everyday(text: str, said: str = "") -> tuple[Edit, ...]:
    """Edits that say in plain words, to the person, what a reply says in official ones; none overlaps another.

    Words of the person's own (`said`) stay, as do code, links, quotations, names and numbers. The edits are meant to
    be made together: each puts exactly its replacement in the place of its span.
    """
    passages = read_passages(text)
    if passages is None:
        return ()
    setting = Setting(_speaker(passages.masked), frozenset(map(stem, set(_WORD.findall(said.lower())))))
    found = ((start, sentence, _plain(sentence, setting)) for start, sentence in passages.sentences())
    changed = (each for each in found if each[1] != each[2])
    return tuple(edit for start, sentence, plain in changed for edit in _edits(passages, start, sentence, plain))


def _speaker(text: str) -> Mapping[str, str]:
    """How the one who writes speaks of themselves: "I", or "we" in the name of a company."""
    ours = _OURS.search(text) is not None and _MINE.search(text) is None
    spoken: dict[str, str] = load("turns")["speakers"]["we" if ours else "I"]
    return spoken


def _plain(sentence: str, setting: Setting) -> str:
    """A sentence in plain words; as it is where there is nothing to do, or where marks or numbers would be lost."""
    plain = sentence
    for _ in range(_ROUNDS):
        before, plain = plain, reworded(_turned(plain, setting), setting.own)
        if plain == before:
            break
    if plain == sentence:
        return sentence
    plain = articled(contracted(plain), sentence)
    return plain if _marks(plain) == _marks(sentence) else sentence


def _marks(text: str) -> list[str]:
    return sorted(_MARKS.findall(text))


def _turned(sentence: str, setting: Setting) -> str:
    """A sentence with each clause in its plain turn."""
    if not may_turn(sentence):
        return sentence
    plain, place = "", 0
    for clause, gap in clauses(sentence):
        said = turned(clause if place else lowered(clause), _given(sentence[:place], gap, setting), setting)
        plain += (clause if said is None else said) + gap
        place += len(clause) + len(gap)
    return raised(plain) if sentence[:1].isupper() else plain


def _given(before: str, gap: str, setting: Setting) -> frozenset[str]:
    """What holds of a clause that turns of phrase may be bound to: where it stands, who writes."""
    holds = {
        "first": not before or _CONNECTIVE.fullmatch(before) is not None,
        "supposed": _SUPPOSED.search(before) is not None,
        "main": _SUBORDINATE.search(before) is None,
        "fronted": gap.startswith(","),
        "ours": setting.speaker["I"] == "we",
    }
    return frozenset(name for name, held in holds.items() if held)


def _edits(passages: Passages, start: int, sentence: str, plain: str) -> Iterator[Edit]:
    """The exchanges of words that make a sentence its plain one; what only spaces part is one exchange."""
    before, after = _TOKEN.findall(sentence), _TOKEN.findall(plain)
    places = [start]
    for token in before:
        places.append(places[-1] + len(token))
    for first, last, one, two in _changes(before, after):
        yield Edit(passages.span(places[first], places[last]), passages.unmasked("".join(after[one:two])))


def _changes(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """Where tokens differ: their range before, and their range after."""
    changes: list[tuple[int, int, int, int]] = []
    for kind, first, last, one, two in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if changes and not "".join(before[changes[-1][1] : first]).strip():
            changes[-1] = (changes[-1][0], last, changes[-1][2], two)
        else:
            changes.append((first, last, one, two))
    return changes
