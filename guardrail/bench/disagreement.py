"""Where the guard and the readers disagree most, with the words that the guard quotes: what to read first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrail.bench.items import Item
from guardrail.bench.sample import ARGUABLE, PRESENT, Judged
from guardrail.types import Mode, Span, Verdict


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reply, quoted as evidence or not."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Example:
    """An item on which the guard is wrong in one mode: what the person said last, the reply, and the guard's reason.

    `score` is None where the mode was not judged, and `why` says then what kept it from that.
    """

    id: str
    person: str
    pieces: tuple[Piece, ...]
    score: float | None
    why: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Disagreements:
    """The worst of one mode: flagged but absent, highest score first; present but not flagged, lowest score first."""

    false_positives: tuple[Example, ...]
    false_negatives: tuple[Example, ...]


def disagreements(judged: Judged, mode: Mode, count: int) -> Disagreements:
    """At most `count` examples of each kind. Arguable items are none."""
    examples = [(item.labels[mode], _example(item, verdict, mode), mode in verdict.flagged) for item, verdict in judged]
    false_positives = [one for level, one, flagged in examples if level < ARGUABLE and flagged]
    false_negatives = [one for level, one, flagged in examples if level == PRESENT and not flagged]
    return Disagreements(
        tuple(sorted(false_positives, key=_score, reverse=True)[:count]),
        tuple(sorted(false_negatives, key=_score)[:count]),
    )


def _score(example: Example) -> float:
    return example.score or 0.0


def _example(item: Item, verdict: Verdict, mode: Mode) -> Example:
    finding = next((one for one in verdict.assessed if one.mode is mode), None)
    person = item.conversation.last_user
    if finding is None:
        return Example(item.id, person, (Piece(item.reply, False),), None, _unjudged(verdict, mode), ())
    return Example(
        item.id, person, tuple(pieces(item.reply, finding.spans)), finding.score, finding.why, finding.missing
    )


def _unjudged(verdict: Verdict, mode: Mode) -> str:
    return verdict.skipped or next((one.reason for one in verdict.unjudged if one.mode is mode), "no detector")


def pieces(reply: str, spans: Sequence[Span]) -> Iterator[Piece]:
    """The reply cut at the edges of the spans, which come in reading order and may overlap."""
    at = 0
    for span in spans:
        start = max(span.start, at)
        if start < span.end:
            yield from (Piece(text, False) for text in (reply[at:start],) if text)
            yield Piece(reply[start : span.end], True)
            at = span.end
    if at < len(reply):
        yield Piece(reply[at:], False)
