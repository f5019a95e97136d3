"""Rewriting without a model: the fewest edits of the reply's own words after which it no longer fails the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from guardrail.reading.reading import Reading
from guardrail.repair.objections import objections
from guardrail.repair.revision import Revision, behind, revised
from guardrail.repair.revisions import harmful, listens, openings, unasked, wording
from guardrail.types import Conversation, Finding, Reply, Verdict

Judge = Callable[[Reply], Verdict | None]

_KEPT = 0.4  # the share of a reply's words that a rewrite keeps where the person asked for something
_HEARD = 0.12  # the same where they only wanted a hearing
_NAMED = 0.08  # by how much the scores have to fall in sum, for which an opening is put before a reply
_GAIN = 0.04  # the same for a cut
_WORTH = 0.15  # the same for all edits together: below it nobody notices a difference


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reply with some revisions made, and what the detectors say of it."""

    revisions: tuple[Revision, ...]
    reply: Reply
    verdict: Verdict

    @property
    def clean(self) -> bool:
        return not self.verdict.findings

    def better(self, other: _Draft, gain: float = 0.0) -> bool:
        """Whether it fails in fewer modes than another and in no other, or in the same and less."""
        mine, theirs = self.verdict.flagged, other.verdict.flagged
        return mine < theirs or (mine == theirs and _against(self.verdict) < _against(other.verdict) - gain)


class _Desk:
    """Where drafts of one reply are made and judged, up to a number of them."""

    def __init__(self, reading: Reading, judge: Judge, most: int, sent: str) -> None:
        self._reading, self._judge, self._left, self._sent = reading, judge, most, sent
        self._least = _least(reading)

    def with_each(self, draft: _Draft, revisions: Iterable[Revision], gain: float) -> _Draft:
        """The draft with each revision that betters it by a gain, until nothing is flagged."""
        for revision in revisions:
            if not draft.clean:
                draft = self.with_all(draft, (revision,), gain)
        return draft

    def with_all(self, draft: _Draft, revisions: Sequence[Revision], gain: float = 0.0) -> _Draft:
        """The draft with all of some revisions where that betters it by a gain, else the draft."""
        possible = behind(revisions, self._sent)
        fresh = self._draft((*draft.revisions, *possible)) if possible else None
        return fresh if fresh is not None and fresh.better(draft, gain) else draft

    def _draft(self, revisions: tuple[Revision, ...]) -> _Draft | None:
        """The draft with these revisions; None where it cannot be made or judged, or loses or adds something."""
        original, conversation = self._reading.reply, self._reading.conversation
        reply = revised(conversation, original, revisions)
        if reply is None or not reply.text.startswith(self._sent):
            return None
        if len(reply.text.split()) < max(self._least, 1) or objections(conversation, original, reply):
            return None
        self._left -= 1
        verdict = self._judge(reply) if self._left >= 0 else None
        sound = verdict is not None and not verdict.unjudged and not verdict.skipped
        return _Draft(revisions, reply, verdict) if verdict is not None and sound else None


def rewrite(
    conversation: Conversation, reply: Reply, verdict: Verdict, judge: Judge, most: int, sent: str = ""
) -> Reply | None:
    """The reply in better words of its own; None where no safe edit mends it.

    `verdict` is what the detectors said of `reply`; `judge` asks them about a draft, and says None when there is no
    time left; `most` drafts are judged at most; `sent` is the beginning of the reply that stays as it is.
    """
    reading = Reading(conversation, reply, len(reply.text))
    desk = _Desk(reading, judge, most, sent)
    words = desk.with_all(_Draft((), reply, verdict), wording(reading, verdict.findings))
    best = _mended(desk, words, reading, verdict.findings)
    worth = _against(verdict) - _against(best.verdict) >= _WORTH
    return best.reply if best.clean and worth else None


def _mended(desk: _Desk, words: _Draft, reading: Reading, findings: Sequence[Finding]) -> _Draft:
    """The draft with what happened named, without what does harm, without what nobody asked for.

    Each only where it helps; and where that does not mend it, all of them at once.
    """
    harm, named = harmful(reading, findings), openings(reading, findings)
    draft = desk.with_each(desk.with_each(words, named[:1], _NAMED), harm, _GAIN)
    for said in named[::-1]:
        if not draft.clean:
            draft = desk.with_all(words, (said, *harm, *unasked(reading, findings, said.said)), _GAIN)
    return draft if draft.clean or named else desk.with_each(draft, unasked(reading, findings, ""), _GAIN)


def _against(verdict: Verdict) -> float:
    """What speaks against a reply: its scores in all modes, added up."""
    return sum(verdict.scores.values())


def _least(reading: Reading) -> float:
    """The words that a rewrite keeps at least."""
    share = _HEARD if listens(reading) else _KEPT
    return share * len(reading.reply.text.split())
