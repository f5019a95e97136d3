"""Assertions about verdicts, outcomes and streams, which say on failure what was seen: words, scores, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrail.repair.objections import objections
from guardrail.types import Action, Conversation, Mode, Outcome, Reply, Verdict


def assert_flagged(judged: Verdict | Outcome, *modes: Mode | str) -> None:
    """That these modes, or any where none is named, are flagged: of an outcome, in the reply as it came.

    Raises ValueError for what is no mode, AssertionError with the scores and their evidence.
    """
    verdict, wanted = _came(judged), frozenset(map(Mode, modes))
    if not (wanted <= verdict.flagged and verdict.flagged):
        names = ", ".join(sorted(wanted - verdict.flagged)) or "any mode"
        raise AssertionError(f"not flagged in {names}:\n{_seen(verdict)}")


def assert_clean(judged: Verdict | Outcome) -> None:
    """That a reply was judged in all modes and flagged in none: of an outcome, the reply that is delivered."""
    verdict = judged.delivered.verdict if isinstance(judged, Outcome) and judged.delivered else _came(judged)
    if not verdict.clean:
        raise AssertionError(f"not clean:\n{_seen(verdict)}")


def assert_delivered(outcome: Outcome) -> None:
    """That the reply is delivered as it came."""
    if outcome.changed or outcome.action is not Action.DELIVER:
        raise AssertionError(f"not delivered as it came:\n{_told(outcome)}")


def assert_repaired(outcome: Outcome, *gone: str) -> None:
    """That edited or new words are delivered, flagged in no mode, in which nothing of what is `gone` stands."""
    left = [words for words in gone if words in outcome.reply.text]
    made = outcome.delivered
    if made is None or not outcome.changed or made.verdict.findings or left:
        raise AssertionError(f"not repaired{f', still says {left}' if left else ''}:\n{_told(outcome)}")


def assert_nothing_lost(conversation: Conversation, original: Reply | str, delivered: Reply | str) -> None:
    """That a reply lost nothing that has to stay of another, turned nothing round and added nothing it must not."""
    came, left = (reply if isinstance(reply, Reply) else Reply(reply) for reply in (original, delivered))
    if found := objections(conversation, came, left):
        raise AssertionError("\n".join(("not all is kept:", *found, f"came: {came.text}", f"left: {left.text}")))


def assert_streamed(pieces: Iterable[str], text: str, *never: str) -> None:
    """That the pieces of a stream say this text, once, and that nothing of a draft (`never`) was in them."""
    said = "".join(pieces)
    leaked = [words for words in never if words in said]
    if said != text or leaked:
        raise AssertionError(
            f"streamed other words{f', among them {leaked}' if leaked else ''}:\n{said!r}\nnot {text!r}"
        )


def _came(judged: Verdict | Outcome) -> Verdict:
    return judged.original.verdict if isinstance(judged, Outcome) else judged


def _told(outcome: Outcome) -> str:
    tried = (f"{attempt.action}: {attempt.reply.text}\n{_seen(attempt.verdict)}" for attempt in outcome.attempts)
    why = f"{outcome.action}, because {outcome.decision.reason}: {outcome.reply.text}"
    return "\n".join((why, *outcome.errors, *tried))


def _seen(verdict: Verdict) -> str:
    return "\n".join(_lines(verdict)) or "nothing was judged"


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.skipped:
        yield f"  not judged: {verdict.skipped}"
    yield from (f"  {each.mode} not judged: {each.reason}" for each in verdict.unjudged)
    for finding in verdict.assessed:
        quoted = ", ".join(repr(span.quote) for span in finding.spans[:3])
        flag = " flagged" if finding.mode in verdict.flagged else ""
        yield f"  {finding.mode} {finding.score:.2f}{flag} {quoted}".rstrip()
