"""What a repair must keep: the facts of a reply, word for word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrail.types import Conversation

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_KINDS = {
    "code": r"```.+?```|`[^`\n]+`",
    "link": r"(?:https?://|\bwww\.)[^\s)>\]]*[^\s)>\].,;:!?'\"]",
    "email address": r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
    "amount": r"(?:[$\u20ac\u00a3\u20b9\u20a6\u00a5]|\b(?:USD|EUR|GBP|Rs\.?|NGN)\s?)\s?\d[\d,.]*\d?"
    r"(?:\s?(?:k|m|bn|million))?\b|(?<![\d,.])\d[\d,.]*\s?(?:%|percent\b|euros?\b|dollars?\b|pounds?\b)",
    "date": rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b{_DAY}\s{_MONTH}\b"
    rf"|\b{_MONTH}\s{_DAY}\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    "time": r"\b\d{1,2}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)|\b\d{1,2}:\d\d\b",
    "reference": r"\b(?=[A-Z0-9-]{0,40}\d)(?=[A-Z0-9-]{0,40}[A-Z])[A-Z0-9][A-Z0-9-]{4,40}\b|#\d{3,}\b",
    "crisis line": r"\b(?:988|911|999|112|Samaritans|Lifeline|Crisis Text Line|findahelpline|Childline"
    r"|emergency services|emergency number)\b",
    "number": r"(?<![\w.])\+?\d[\d\s().,-]{5,}\d(?![\w])|(?<![\w.,])\d{2,}(?:[.,]\d+)?(?!\w)",
    "quotation": '\u201c[^\u201c\u201d\n]{8,}\u201d|"[^"\n]{8,}"',
    "citation": r"\[\d{1,3}\]|\(\w[\w .&]+,? (?:19|20)\d\d\)",
}
_PATTERN = re.compile("|".join(f"(?P<k{index}>{pattern})" for index, pattern in enumerate(_KINDS.values())), re.DOTALL)
_NAMES = tuple(_KINDS)
_NUMBERING = re.compile(r"^[^\S\n]*\d{1,2}[.)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a reply that has to survive: its kind, its words and where they start."""

    kind: str
    words: str
    start: int

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.words)

    @property
    def key(self) -> str:
        """The words without what may change without harm: case, spaces, thousands separators, closing punctuation."""
        return re.sub(r"[\s,]+", "", self.words).rstrip(".").lower()


def facts(text: str) -> tuple[Fact, ...]:
    """The facts of a text in order; the numbering of lists is none."""
    plain = _NUMBERING.sub(lambda number: " " * len(number.group()), text)
    return tuple(
        Fact(_NAMES[int((found.lastgroup or "k0")[1:])], found.group().rstrip(), found.start())
        for found in _PATTERN.finditer(plain)
    )


def brought(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, in order; what the person said themselves they still have."""
    said = "\n".join(message.text for message in conversation.person)
    known = {fact.key for fact in facts(said)}
    return tuple(fact for fact in facts(reply) if fact.key not in known)


def protected(conversation: Conversation, reply: str) -> tuple[Fact, ...]:
    """The facts that the reply brings, each once."""
    return tuple({fact.key: fact for fact in brought(conversation, reply)}.values())


def lost(conversation: Conversation, original: str, candidate: str) -> tuple[Fact, ...]:
    """The facts of the original that the candidate no longer has."""
    kept = {fact.key for fact in facts(candidate)}
    compact = re.sub(r"[\s,]+", "", candidate).lower()
    return tuple(
        fact for fact in protected(conversation, original) if fact.key not in kept and not _stands(fact.key, compact)
    )


def _stands(key: str, compact: str) -> bool:
    """Whether a fact stands in a text on its own, not as a part of a longer number ("12" in "120")."""
    return re.search(rf"(?<!\d)(?<!\d[.:]){re.escape(key)}(?![.:]?\d)", compact) is not None
