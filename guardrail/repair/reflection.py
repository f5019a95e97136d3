"""What the person told, said back to them in their own words.

"my dog died and i cant stop shaking" becomes "Your dog died and you can't stop shaking."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guardrail.reading.lexicons import common_words
from guardrail.reading.need import Need
from guardrail.reading.phrases import Match
from guardrail.reading.text import Sentence
from guardrail.repair.lexicons import load, words

_FEWEST, _MOST = 3, 18  # words of a clause that can be said back
_TWO = 2
_SHORT = 3  # letters of a word that tells little, or in capitals is more likely an acronym than shouted
_LEAST = 0.8  # what a clause has to carry
_BEST = 9  # words of a clause that reads well
_WORD = r"[^\W_]+(?:['\u2019][^\W_]+)*"
_WORDS = re.compile(_WORD)
_TOKENS = re.compile(rf"{_WORD}|[^\w\s]+|\s+|_+")
_CLAUSES = re.compile(
    r"(?<=[\w'\u2019]),?\s+(?:and|but|so|then|because|cos|bc)\s+(?=(?:i|i'm|im|i've|ive|my|we)\b)"
    r"|;\s+|\s+[-\u2013\u2014]+\s+|,\s+(?=(?:i|i'm|im|i've|ive|my|we)\b)",
    re.IGNORECASE,
)
_LOOSE_CLAUSES = re.compile(rf"{_CLAUSES.pattern}|\s+(?=(?:i'm|im|i've|ive)\b)", re.IGNORECASE)
_ODD = re.compile(r"[^\w\s,.'\u2019!\u00a3$\u20ac%-]|(?<!\w)['\u2019]\w|\d{5,}|https?:|www\.|(\w)\1{3}")
_FIRST = re.compile(r"(?:i|i['\u2019](?:m|ve|d)|im|ive|we|we['\u2019](?:re|ve)|weve|my|our)\b", re.IGNORECASE)
_FEELS = re.compile(r"(?:i|we)\b.{0,4}(?:m|re|am|are|feel|can['\u2019]?t|cannot|keep)\b|im\b", re.IGNORECASE)
_BARE_FACT = re.compile(
    r"(?:i['\u2019]?m|i am|(?:my )?\w+ is|(?:s?he)['\u2019]?s) (?:an? )?(?:\d+|[a-z-]*(?:teen|ty)(?:-\w+)?|[A-Z]\w+)"
    r"(?: (?:years?|yrs?|months?)(?: old)?)?",
    re.IGNORECASE,
)
_RUN_ON = re.compile(
    r"\b(?:i|i'm|im|ive|i've)\b(?:(?!,|\b(?:and|but|so|because|bc|cos|that|which|when|while|if|as|since|until|who)\b).)+"
    r"\b(?:i'm|im|ive|i've|i (?:am|was|have|had|can|can't|cant|did|do|don't|dont|just|will|would))\b",
    re.IGNORECASE,
)
_LEARNER = re.compile(
    r"\b(?:(?:s?he|it|my \w+) (?:drink|sleep|work|go|come|make|say|tell|want|need|think|know|call|ask|give|take|live"
    r"|feel|do|have|cry|die|leave|stop)|(?:i|we) (?:am|are) (?:\w+ )?since \w+ (?:year|month|week|day)s?)\b",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(r"\b(you(?: (?:just|still|really|literally|never|always|only|also|even))?) (was|am)\b", re.I)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+\b")
_EDGES = re.compile(r"^[^\w\u00a3$\u20ac]+|[^\w%]+$")
_EXCLAIMS = re.compile(r"![^\w.?]*\Z")
_TELLING = ("inner", "people", "recent", "dark")
_WISHES = ("wants_listening", "wants_brief", "wants_detail", "asks_help", "asks_writing", "asks_position", "either_or")


def reflections(need: Need, named: frozenset[str] = frozenset(), casing: str = "") -> tuple[str, ...]:
    """The weightiest of what the person told, as one sentence said to them, and as two; empty where none can be said.

    What happened comes first, and then, where they said it, what it does to them: "No wonder you can't sleep." What is
    `named` already is left out; `casing` is a text in which names stand in their proper case. What is said in the
    second person, in quotation marks, as an insult to oneself or as a wish is never said back, nor is a language that
    they are still learning.
    """
    clauses = [(sentence, clause) for sentence, clause in _clauses(need) if _is_new(need, clause, named)]
    weighed = sorted(((_weight(need, sentence, clause), clause) for sentence, clause in clauses), reverse=True)
    told = _unlike(clause for weight, clause in weighed if weight >= _LEAST and not _feels(need, clause))[:_TWO]
    felt = [clause for weight, clause in weighed if weight >= _LEAST and _feels(need, clause)][:1]
    marks = {clause: "!" if _exclaims(need, sentence) else "." for sentence, clause in clauses}
    said = {clause: _said_back(clause, casing) + marks[clause] for clause in (*told, *felt)}
    grave = [clause for clause in told if _is_dark(need, clause)][:1]
    if felt and grave and len(_unlike(grave + felt)) > 1:
        cause, feeling = said[grave[0]], said[felt[0]]
        return (f"{cause} No wonder {feeling[0].lower()}{feeling[1:]}",)
    found = told or felt
    both = sorted(found, key=need.text.folded.raw.find)
    counts = range(1, len(found) + 1)
    return tuple(" ".join(said[each] for each in (found[:1], both)[count - 1]) for count in counts)


def _exclaims(need: Need, sentence: Sentence) -> bool:
    return _EXCLAIMS.search(need.text.sentence_span(sentence).quote) is not None


def _unlike(clauses: Iterable[str]) -> list[str]:
    """The clauses that do not say again what one before says."""
    kept: list[str] = []
    for clause in clauses:
        own = _telling_words(clause)
        if all(len(own & _telling_words(other)) < max(len(own), 1) / 2 for other in kept):
            kept.append(clause)
    return kept


def _telling_words(clause: str) -> frozenset[str]:
    return frozenset(word for word in clause.lower().split() if len(word) > _SHORT)


def _feels(need: Need, clause: str) -> bool:
    """Whether somebody says in a clause how they feel, or what they do for it."""
    feelings = (need.text.span(feeling.match).quote for feeling in need.feelings if not feeling.event)
    return _FEELS.match(clause) is not None and any(quote in clause for quote in feelings)


def _is_dark(need: Need, clause: str) -> bool:
    """Whether a clause tells of something that would weigh on anybody."""
    dark = (need.text.span(feeling.match).quote for feeling in need.feelings if feeling.valence < 0)
    return any(quote in clause for quote in dark)


def _clauses(need: Need) -> Iterator[tuple[Sentence, str]]:
    """What can be said back: whole sentences, or parts of those that are long."""
    wishes = {need.text.words[match.first].sentence for match in need.text.labelled(*_WISHES)}
    for index, sentence in enumerate(need.text.sentences):
        quote = need.text.sentence_span(sentence).quote
        joking = not words("reflection", "fillers").isdisjoint(quote.lower().split())
        if sentence.asks or index in wishes or joking:
            continue
        parts = [quote] if sentence.length <= _MOST else _parts(quote)
        said = [clause for part in parts if _can_be_said(clause := _bare(part))]
        yield from ((sentence, clause) for clause in said)


def _is_theirs(clause: str) -> bool:
    """Whether a clause is about the person: joy is said of them, not of what was before."""
    return _FIRST.match(clause) is not None or clause.split()[0].lower() in words("reflection", "told")


def _parts(quote: str) -> list[str]:
    """The clauses of a long sentence. What somebody thought or said is not cut off from who thought it."""
    reports = not words("reflection", "reporting").isdisjoint(quote.lower().split())
    pattern = _CLAUSES if reports else _LOOSE_CLAUSES
    return pattern.split(quote)


def _bare(quote: str) -> str:
    """A clause without what opens spoken sentences ("ok so") and without the marks at its ends."""
    tokens = _EDGES.sub("", quote).split()
    while tokens and tokens[0].lower().strip(",") in words("reflection", "openers"):
        del tokens[0]
    return _EDGES.sub("", " ".join(tokens))


def _can_be_said(clause: str) -> bool:
    keys = [word.lower().replace("\u2019", "'") for word in _WORDS.findall(clause)]
    if not _FEWEST <= len(keys) <= _MOST or _ODD.search(clause):
        return False
    if _BARE_FACT.fullmatch(clause) or _LEARNER.search(clause) or _RUN_ON.search(clause):
        return False
    plain = {key.replace("'", "") for key in keys}
    refused = words("reflection", "refused") | words("reflection", "fillers")
    verbal = not plain.isdisjoint(words("reflection", "verbs")) or any(key.endswith("ed") for key in keys)
    tells = keys[0].replace("'", "") not in words("reflection", "imperatives")
    return tells and verbal and plain.isdisjoint(refused) and keys[-1] not in words("reflection", "hanging")


def _weight(need: Need, sentence: Sentence, clause: str) -> float:
    """How much of what matters a clause carries: feelings and events by strength, and what is particular."""

    def carried(match: Match) -> bool:
        return sentence.first <= match.first <= sentence.last and need.text.span(match).quote.lower() in clause.lower()

    felt = sum(1 + 2 * feeling.strength for feeling in need.feelings if carried(feeling.match))
    telling = sum(carried(match) for match in need.text.labelled(*_TELLING))
    own = len(_own(need, clause))
    length = 0.04 * abs(len(clause.split()) - _BEST)
    return felt + 0.3 * min(telling, 3) + 0.4 * min(own, 4) + 0.5 * _is_theirs(clause) - length


def _is_new(need: Need, clause: str, named: frozenset[str]) -> bool:
    own = _own(need, clause)
    return not own or not own <= named


def _own(need: Need, clause: str) -> frozenset[str]:
    """The words of a clause that are particular to the person's message."""
    return need.particulars.intersection(word.lower().replace("'", "") for word in _WORDS.findall(clause))


def _said_back(clause: str, casing: str) -> str:
    first, said = clause.split()[0].lower(), "".join(_turned(token) for token in _TOKENS.findall(clause))
    said = _AGREEMENT.sub(lambda found: f"{found[1]} {'were' if found[2].lower() == 'was' else 'are'}", said)
    said = re.sub(r"^its\b", "it's", said, flags=re.IGNORECASE)
    if first in words("reflection", "told"):
        said = f"you {said[0].lower()}{said[1:]}"
    elif first in words("reflection", "doing"):
        said = f"you're {said[0].lower()}{said[1:]}"
    elif first in words("reflection", "kin"):
        said = f"your {said[0].lower()}{said[1:]}"
    said = _named(said, casing)
    return f"{said[0].upper()}{said[1:]}"


def _turned(token: str) -> str:
    """A word as it is said to the one who said it of themselves; shouted words are spoken."""
    key, table = token.lower().replace("\u2019", "'"), load("reflection")
    fresh = table["spoken_to"].get(key) or table["spelled_out"].get(key)
    shouted = len(key) > 1 and token.isupper() and key.isalpha() and not _is_acronym(key)
    return fresh or (key if shouted else token)


def _is_acronym(key: str) -> bool:
    """Whether a word in capitals is one because it is short for something, not because it is shouted."""
    return key in words("reflection", "acronyms") or (len(key) <= _SHORT and key not in common_words())


def _named(said: str, casing: str) -> str:
    """Names in the case in which they stand elsewhere; the names of days and months in theirs."""
    proper = {name.lower() for name in _NAME.findall(casing) if f" {name.lower()}" not in casing}
    proper |= words("reflection", "capitalised")
    return _WORDS.sub(lambda found: found[0].capitalize() if found[0] in proper else found[0], said)
