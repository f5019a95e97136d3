"""What could be changed in a reply without a model: edits that belong together, each with its purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from guardrail.reading.intent import Target
from guardrail.reading.reading import Reading
from guardrail.repair.edits import edited, opened
from guardrail.repair.lexicons import asking_index
from guardrail.repair.reflection import reflection
from guardrail.repair.strength import strengthened
from guardrail.types import Conversation, Edit, Finding, Mode, Reply, Span

_GLAD = "I'm glad you told me."  # where nothing else is left to say
_HEARD = 0.3  # probability from which the person is taken to want a hearing, where every other wish is less likely
_ASKED: tuple[Target, ...] = ("answer", "position", "explanation", "help", "text")
_AMENDS = 0.2  # probability from which they may want something put right
_FELT = 0.45  # how much is felt, 0..1, from which an opening names what happened
_ECHOED = 0.3  # how much of what is the person's own an opening takes up, 0..1, below which it names nothing
_GAP = 0.25  # in the strength of the feeling named, 0..1, from which twice as much is to be taken up
_NAMED = 0.4  # strength of a feeling that counts as named

_KEPT = frozenset(("own_fault", "stance", "names_act", "hotline", "reflect"))
_HELP = frozenset(("advice", "imperative", "referral"))
_HARMFUL = frozenset(
    ("minimised", "excused", "euphemism", "platitudes", "lectured", "unasked_lecture", "closing", "subject_changed")
)
_EVASIVE = frozenset(("vague", "both_sides", "handback"))
_COMMITS = re.compile(r"\b(?:i|we)(?:['\u2019](?:ll|ve|d|m|re)| will| have| can| am| are)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:let me know|would you like|(?:which|any|one|some|all) of (?:these|those|them)|above|here(?:'s| is| are))\b",
    re.I,
)
_MARK = r"(?:[-+*\u2022\u25cf\u25aa\u2705]|\d{1,2}[.)])"
_MARKED = re.compile(rf"[^\S\n]*(?:{_MARK}\s|#|\||>|[*_]{{2}}[^*_\n]{{1,60}}[*_]{{2}})")
_LIST = re.compile(
    rf"(?:^[^\n]*:[*_]{{0,3}}[^\S\n]*\n+)?(?:^[^\S\n]*(?:[*_]{{2}})?{_MARK}\s[^\n]*(?:\n+|\Z)){{2,}}", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Revision:
    """Edits that are made together or not at all, and what they are for; `said` is put before what they leave."""

    purpose: str
    edits: tuple[Edit, ...] = ()
    said: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether it only takes words away."""
        return not self.said and not any(edit.replacement for edit in self.edits)


def revised(conversation: Conversation, reply: Reply, revisions: Sequence[Revision]) -> Reply | None:
    """The reply with revisions made; None where nothing could safely be changed."""
    said = "".join(revision.said for revision in revisions)
    fresh = edited(conversation, reply, (edit for revision in revisions for edit in revision.edits))
    if not said or reply.truncated:
        return fresh
    text = (fresh or reply).text
    return reply.with_text(opened(text, said) if text else f"{said} {_GLAD}")


def behind(revisions: Sequence[Revision], sent: str) -> tuple[Revision, ...]:
    """What of the revisions leaves the words that were sent at the reply's beginning alone."""
    if not sent:
        return tuple(revisions)
    kept = (
        replace(revision, edits=tuple(edit for edit in revision.edits if edit.span.start >= len(sent)))
        for revision in revisions
        if not revision.said
    )
    return tuple(revision for revision in kept if revision.edits)


def wording(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """What only betters the words: the edits that the findings propose, and strong words for a strong feeling."""
    proposed = {edit for finding in findings for item in finding.evidence for edit in item.edits}
    found = [Revision("the findings' own edits", tuple(sorted(proposed, key=lambda edit: edit.span.start)))]
    if any(finding.mode is Mode.EMOTIONAL_ATTENUATION for finding in findings):
        found.append(Revision("a stronger word", strengthened(reading.need, reading.traits)))
    return tuple(revision for revision in found if revision.edits)


def opening(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """An opening that names what happened in the person's own words; a stock phrase of sympathy gives way to it.

    Only where something is felt and the reply does not open with it already.
    """
    missed = _unnamed(reading, {finding.mode for finding in findings})
    said = reflection(reading.need, reading.reply.text) if missed else ""
    if not said:
        return ()
    stock = (
        span for span, acts in _sentences(reading) if "stock_empathy" in acts and "sorry" not in span.quote.lower()
    )
    return (Revision("name what happened", tuple(Edit(span) for span in islice(stock, 1)), said),)


def _unnamed(reading: Reading, modes: set[Mode]) -> bool:
    need, pair = reading.need, reading.pairing
    hurt = need.has("criticism", "dispute") and Mode.CONFLICT_AVOIDANCE in modes
    missed = Mode.EMOTIONAL_ATTENUATION in modes or (Mode.GRANULARITY_MISMATCH in modes and listens(reading)) or hurt
    echoed = pair.echo_opening if pair.gap < _GAP else pair.echo_opening / 2
    return missed and need.felt >= _FELT and echoed < _ECHOED


def harmful(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """Single sentences of prose that do harm, by what the findings hold against them; the worst first.

    Evasions go only where a position stands beside them, and nothing goes where there is danger: what looks like
    boilerplate may be the line that helps.
    """
    stands = any("stance" in acts for _, acts in _sentences(reading))
    signals = _HARMFUL | _EVASIVE if stands else _HARMFUL
    held = [
        (span, item.weight / len(item.spans))
        for finding in findings
        for item in finding.evidence
        for span in item.spans
        if item.signal in signals
    ]
    found = []
    for span, acts in () if _endangered(reading) else _sentences(reading):
        weight = sum(weight for other, weight in held if _overlap(other, span))
        if weight and not (_KEPT | _HELP).intersection(acts) and _in_prose(reading.reply.text, span):
            found.append((weight, Revision("a sentence that does harm", (Edit(span),))))
    return tuple(revision for _, revision in sorted(found, key=lambda pair: -pair[0]))


def unasked(reading: Reading, said: str) -> tuple[Revision, ...]:
    """What nobody asked for where a hearing was wanted: lists, and where something is `said`, all that says less."""
    if _endangered(reading) or not listens(reading):
        return ()
    lists = tuple(Edit(Span(*found.span(), found.group())) for found in _LIST.finditer(reading.reply.text))
    kept = _felt(reading) if said else frozenset()
    loose = tuple(
        Edit(span)
        for span, acts in _sentences(reading)
        if not any(_overlap(span, other.span) for other in lists)
        and (span not in kept and not _stays(span, acts) if said else _POINTS.search(span.quote))
    )
    edits = lists + loose if said or lists else ()
    return (Revision("what nobody asked for", edits),) if edits else ()


def _stays(span: Span, acts: tuple[str, ...]) -> bool:
    return bool(_KEPT.intersection(acts)) or _COMMITS.search(span.quote) is not None


def _endangered(reading: Reading) -> bool:
    return reading.need.has("dark", "event:danger")


def listens(reading: Reading) -> bool:
    """Whether the person wants a hearing and asks for nothing."""
    need = reading.need
    if need.intent["amends"] >= _AMENDS:
        return False
    likeliest = max(need.intent[wish] for wish in _ASKED)
    asks = need.asks or asking_index().search(need.text.words)
    return not asks and (need.has("wants_listening") or need.intent["heard"] > max(likeliest, _HEARD))


def _felt(reading: Reading) -> frozenset[Span]:
    """The sentences that name a feeling, not made small, and tell them nothing to do."""
    text = reading.traits.text
    strong = [feeling for feeling in reading.traits.feelings if not feeling.lowered and feeling.strength >= _NAMED]
    felt = {text.words[feeling.match.first].sentence for feeling in strong}
    met = enumerate(_sentences(reading))
    return frozenset(span for index, (span, acts) in met if index in felt and not _HELP.intersection(acts))


def _sentences(reading: Reading) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The reply's sentences, and what each does."""
    text = reading.traits.text
    return zip(text.sentence_spans(text.sentences), reading.traits.acts, strict=True)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _in_prose(raw: str, span: Span) -> bool:
    """Whether words stand in a paragraph of prose, in no list, heading, table or labelled line."""
    line = raw[raw.rfind("\n", 0, span.start) + 1 :].split("\n", 1)[0]
    return not _MARKED.match(line)
