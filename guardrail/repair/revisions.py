"""What could be changed in a reply without a model: edits that belong together, each with its purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.reading.danger import signs
from guardrail.reading.intent import Target
from guardrail.reading.reading import Reading
from guardrail.repair.everyday import everyday
from guardrail.repair.lexicons import asking_index
from guardrail.repair.reflection import reflections
from guardrail.repair.revision import Revision
from guardrail.repair.strength import strengthened
from guardrail.types import Edit, Evidence, Finding, Mode, Span

_HEARD = 0.3  # probability from which the person is taken to want a hearing, where every other wish is less likely
_LISTENED = 0.4  # the same from which help that nobody asked for may go
_ASKED: tuple[Target, ...] = ("answer", "position", "explanation", "help", "text")
_AMENDS = 0.2  # probability from which they may want something put right
_FELT = 0.45  # how much is felt, 0..1, from which an opening names what happened
_ECHOED = 0.3  # how much of what is the person's own an opening takes up, 0..1, below which it names nothing
_GAP = 0.25  # in the strength of the feeling named, 0..1, from which twice as much is to be taken up
_TAKEN_UP = 0.6  # the same of the whole reply
_SHORT = 6  # words of cheer that can go
_NAMED = 0.4  # strength of a feeling that counts as named
_GLAD = 0.6  # strength of a bright feeling, from which joy is among what they feel

_KEPT = frozenset(("own_fault", "stance", "names_act", "hotline", "reflect"))
_HELP = frozenset(("advice", "imperative", "referral"))
_HARMFUL = frozenset(
    ("minimised", "excused", "euphemism", "platitudes", "lectured", "unasked_lecture", "closing", "subject_changed")
)
_EVASIVE = frozenset(("vague", "both_sides", "handback"))
_CHEER = re.compile(
    r"[*_]*(?:ha|haha|lol|sure|great|nice|awesome|cool|oh|oof|aw+|hey|wow|ok|okay|well done)\b", re.IGNORECASE
)
_REJOICES = re.compile(
    r"\b(?:congrat\w*|well done|(?:good|great|wonderful) news|(?:good|nice|glad|great) to hear|so proud|hooray)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[*_]*(?:thank you|thanks)\b[^.!?]*[.!?]?\Z", re.IGNORECASE)
_LEANS = re.compile(
    r"[*_]*(?:th(?:at|is|ese|ose|ey|en)|it|he|she|both|also|so|but|and|or|takes?|such|here"
    r"|(?:assuming|if|after|for|with|because of|in) (?:th(?:at|is|ese|ose)|it|so)\b)\b",
    re.IGNORECASE,
)
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


def wording(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """What only betters the words: the findings' own edits, strong words for a strong feeling, plain for official."""
    evidence = [item for finding in findings for item in finding.evidence]
    proposed = {edit for item in evidence for edit in item.edits if not _is_theirs(reading, item, edit)}
    if _endangered(reading):
        proposed = {edit for edit in proposed if edit.replacement}
    found = [Revision("the findings' own edits", tuple(sorted(proposed, key=lambda edit: edit.span.start)))]
    if any(finding.mode is Mode.EMOTIONAL_ATTENUATION for finding in findings):
        found.append(Revision("a stronger word", strengthened(reading.need, reading.traits)))
    if any(finding.mode is Mode.LINGUISTIC_ALIENATION for finding in findings) and not _endangered(reading):
        person = "\n".join(message.text for message in reading.conversation.person)
        found.append(Revision("plain words", everyday(reading.reply.text, person)))
    return tuple(revision for revision in found if revision.edits)


def _is_theirs(reading: Reading, item: Evidence, edit: Edit) -> bool:
    """Whether an edit would take away a sentence that helps, or one for words that the person uses themselves."""
    whole = [span for span, _ in _sentences(reading) if edit.span.start <= span.start and span.end <= edit.span.end]
    if edit.replacement or not whole:
        return False
    own = reading.need.text.folded.raw.lower()
    return not _helping(reading).isdisjoint(whole) or any(span.quote.lower() in own for span in item.spans)


def openings(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """Openings that name what happened in the person's own words, the shorter first.

    A stock phrase, thanks or cheer that the reply begins with gives way to it. Only where something is felt and the
    reply does not take it up already.
    """
    sentences = list(_sentences(reading))
    if not sentences or not _unnamed(reading, {finding.mode for finding in findings}):
        return ()
    first, acts = sentences[0]
    stock = "stock_empathy" in acts and "sorry" not in first.quote.lower()
    cheer = _CHEER.match(first.quote) is not None
    if cheer and len(first.quote.split()) > _SHORT and not listens(reading):
        return ()
    glad = _is_glad(reading)
    gone = (Edit(first),) if stock or (cheer and not glad) or _THANKS.match(first.quote) else ()
    said = reflections(reading.need, reading.pairing.named, reading.reply.text)
    return tuple(Revision("name what happened", gone, each) for each in said if each.endswith("!") or not glad)


def _unnamed(reading: Reading, modes: set[Mode]) -> bool:
    """Whether a feeling is missed, by a reply to somebody who wants no short answer and no text, nor complains."""
    need, pair = reading.need, reading.pairing
    missed = Mode.EMOTIONAL_ATTENUATION in modes or (Mode.GRANULARITY_MISMATCH in modes and listens(reading))
    other = need.has("wants_brief", "criticism", "either_or", "asks_writing") or need.narrow > 0
    echoed = pair.echo_opening if pair.gap < _GAP else pair.echo_opening / 2
    taken_up = echoed >= _ECHOED or pair.echo_all >= _TAKEN_UP
    return missed and not (other or taken_up or _endangered(reading)) and need.felt >= _FELT


def _is_glad(reading: Reading) -> bool:
    """Whether joy is among what the person shows, or the reply rejoices: then only what they exclaim is said back.

    Without its exclamation mark it would sound like a reproach.
    """
    need = reading.need
    bright = any(feeling.valence > 0 and feeling.strength >= _GLAD for feeling in need.feelings)
    shown = need.valence >= 0 or bright or "!!" in need.text.folded.raw
    return shown or _REJOICES.search(reading.reply.text) is not None


def harmful(reading: Reading, findings: Sequence[Finding]) -> tuple[Revision, ...]:
    """Single sentences of prose that do harm, by what the findings hold against them; the worst first.

    Nothing goes where there is danger: what looks like boilerplate may be the line that helps.
    """
    found = []
    generic = set(reading.traits.text.sentence_spans(reading.pairing.generic))
    harm = _harm(reading, findings)
    for span, acts in () if _endangered(reading) else _sentences(reading):
        weight = harm.get(span, 0.0)
        loose = span in generic and not _HELP.intersection(acts) and not _stays(span, acts)
        if weight and loose and _stands_alone(reading, span):
            found.append((weight, Revision("a sentence that does harm", (Edit(span),))))
    return tuple(revision for _, revision in sorted(found, key=lambda pair: -pair[0]))


def _harm(reading: Reading, findings: Sequence[Finding]) -> dict[Span, float]:
    """How much the findings hold against each sentence; evasions only beside a position that was asked for."""
    asks_position = reading.need.has("asks_position", "either_or")
    stands = asks_position and any("stance" in acts for _, acts in _sentences(reading))
    signals = _HARMFUL | _EVASIVE if stands else _HARMFUL
    held = [
        (span, item.weight / len(item.spans))
        for finding in findings
        for item in finding.evidence
        for span in item.spans
        if item.signal in signals
    ]
    found = ((span, sum(weight for other, weight in held if _overlap(other, span))) for span, _ in _sentences(reading))
    return {span: weight for span, weight in found if weight}


def unasked(reading: Reading, findings: Sequence[Finding], said: str) -> tuple[Revision, ...]:
    """What nobody asked for where a hearing was wanted: lists, and all that does not meet the person.

    The latter only where something is `said`, or the reply's own opening takes up what happened; what is particular to
    their matter stays, unless it tells them what to do or does harm.
    """
    need = reading.need
    sure = need.has("wants_listening") or need.intent["heard"] >= _LISTENED
    if _endangered(reading) or not (sure and listens(reading)):
        return ()
    lists = tuple(Span(*found.span(), found.group()) for found in _LIST.finditer(reading.reply.text))
    prose = [pair for pair in _sentences(reading) if not any(_overlap(pair[0], other) for other in lists)]
    met = _felt(reading) if said else _felt(reading) | _own_opening(reading)
    generic = reading.traits.text.sentence_spans(reading.pairing.generic)
    idle = _helping(reading).union(generic, _harm(reading, findings)) - met
    loose = {
        span
        for span, acts in prose
        if (span in idle and not _stays(span, acts) if said or met else _POINTS.search(span.quote))
    }
    gone = (*lists, *_unsupported([span for span, _ in prose], loose)) if said or met or lists else ()
    return (Revision("what nobody asked for", tuple(map(Edit, gone))),) if gone else ()


def _unsupported(prose: Sequence[Span], loose: set[Span]) -> Iterator[Span]:
    """The loose sentences on which none leans that stays, from the last to the first."""
    leans = False
    for span in reversed(prose):
        goes = span in loose and not leans
        leans = not goes and _LEANS.match(span.quote) is not None
        if goes:
            yield span


def _own_opening(reading: Reading) -> frozenset[Span]:
    """The sentences of the opening that take up what happened; none where it hardly does."""
    text, pair = reading.traits.text, reading.pairing
    if pair.echo_opening < _ECHOED or pair.gap >= _GAP:
        return frozenset()
    told = (sentence for sentence in reading.traits.opening if sentence not in pair.generic)
    return frozenset(text.sentence_spans(told)) - _helping(reading)


def _helping(reading: Reading) -> frozenset[Span]:
    return frozenset(span for span, acts in _sentences(reading) if _HELP.intersection(acts))


def _stays(span: Span, acts: tuple[str, ...]) -> bool:
    """Whether a sentence owns up, takes a position, promises, points to help, or rejoices with the person."""
    said = _COMMITS.search(span.quote) or _REJOICES.search(span.quote)
    return bool(_KEPT.intersection(acts)) or said is not None


def _stands_alone(reading: Reading, span: Span) -> bool:
    """Whether a sentence stands in prose and the one behind it does not lean on it."""
    after = next((other for other, _ in _sentences(reading) if other.start >= span.end), None)
    leaned_on = after is not None and _LEANS.match(after.quote) is not None
    return not leaned_on and _in_prose(reading.reply.text, span)


def _endangered(reading: Reading) -> bool:
    """Whether signs of danger, or what is as dark, forbid to take anything away or to speak of anything else first."""
    return bool(signs(reading.conversation)) or reading.need.has("dark", "event:danger")


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
    return frozenset(
        span
        for index, (span, acts) in met
        if index in felt and not _HELP.intersection(acts) and not _LEANS.match(span.quote)
    )


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
