"""What to tell the model: what this person said, what the reply missed, what to do instead, what must stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrail.reading.feelings import Feeling
from guardrail.reading.need import Need, read_need
from guardrail.repair.clauses import read_statements
from guardrail.repair.integrity import protected
from guardrail.repair.lexicons import load
from guardrail.repair.strategy import Wording, strategy
from guardrail.types import Attempt, Conversation, Dimension, Finding, Mode

_LONG, _SHORT, _DRAFT = 240, 80, 4000  # characters of a quotation: of the person, of the draft, of all of the draft
_STRONG = 0.6  # strength of a feeling in words, 0..1, from which these are quoted; what is weaker is often no feeling
_MOST_KEPT, _READ = 12, 20_000  # things that are named, and the characters among which they are looked for


def guidance(
    conversation: Conversation,
    attempts: Sequence[Attempt],
    attempt: Attempt,
    failed: Sequence[Mode] = (),
    wording: Wording | None = None,
    examples: bool = False,
) -> str:
    """Instructions for a better reply than `attempt`, about the worst of its findings and nothing else.

    `failed` holds the modes that were asked about before: the same mode again gets another strategy. What an earlier
    one of the `attempts` lost or added is named, so that it is not lost again. With `examples`, a worked example of the
    mode goes along; `wording` holds the policy's own strategies.
    """
    need, worst = read_need(conversation), attempt.verdict.findings[:1]
    parts = [
        load("guidance")["frame"],
        f"What they wrote: {_quote(_heart(need))}",
        *_said(need),
        *(line for finding in worst for line in _about(conversation, need, finding, failed, wording or {}, examples)),
        *_objected(attempts),
        *_keep(conversation, attempts[0] if attempts else attempt),
        f"The draft: {_quote(attempt.reply.text, _DRAFT)}",
    ]
    return "\n".join(part for part in parts if part)


def _about(
    conversation: Conversation, need: Need, finding: Finding, failed: Sequence[Mode], wording: Wording, examples: bool
) -> Iterator[str]:
    """What failed and what to do instead, with whose norms or history it is about."""
    yield _missed(finding)
    yield f"Instead: {strategy(finding.mode, need, failed.count(finding.mode), wording)}"
    yield _dimension(conversation, finding.dimension)
    if examples:
        said, bad, good = load("guidance")["examples"][finding.mode.value]
        yield f"For example, to {_quote(said)} not {_quote(bad)} but {_quote(good)}"


def _heart(need: Need) -> str:
    """The sentence that weighs most: the hardest, else the one with the strongest feeling, else the last."""
    text = need.text
    strong = _strong(need)
    match = strong.match if strong else next(iter(need.hard), None)
    if match is None:
        return text.folded.raw.strip()
    return text.sentence_span(text.sentences[text.words[match.first].sentence]).quote


def _said(need: Need) -> Iterator[str]:
    strong = _strong(need)
    if strong and not strong.event:
        yield f"What they feel is strong, and shows in {_quote(need.text.span(strong.match).quote)}."
    if need.questions:
        yield f"What they ask: {_quote(need.text.sentence_span(need.questions[-1]).quote)}"
    if need.has("wants_listening"):
        yield "They asked to be heard, not advised."


def _strong(need: Need) -> Feeling | None:
    """The strongest feeling or event, where its words are clearly one."""
    return need.loudest if need.loudest and need.loudest.strength >= _STRONG else None


def _missed(finding: Finding) -> str:
    words = ", ".join(_quote(span.quote, _SHORT) for span in finding.spans[:3])
    absent = "; ".join(finding.missing[:2])
    return (
        f"What the draft does: {finding.why}"
        + (f" ({words})" if words else "")
        + (f". Missing: {absent}" if absent else "")
        + "."
    )


def _dimension(conversation: Conversation, dimension: Dimension) -> str:
    """What makes the case hard, where it is more than this message: their norms, or what was said before."""
    earlier = [message.text for message in conversation.person[:-1] if message.text.strip()]
    if dimension is Dimension.RELATIONAL and not earlier:
        return ""
    before = _quote(earlier[-1], _LONG) if earlier else ""
    return str(load("guidance")["dimension"][dimension.value]).replace("{before}", before)


def _objected(attempts: Sequence[Attempt]) -> Iterator[str]:
    """What the last attempt was thrown away for."""
    if attempts and attempts[-1].objections:
        yield f"Your last attempt could not be used: {'; '.join(attempts[-1].objections[:5])}."


def _keep(conversation: Conversation, original: Attempt) -> Iterator[str]:
    """What must stay: facts word for word, refusals and warnings in any words."""
    text = original.reply.text[:_READ]
    facts = [fact.words for fact in conversation.once(protected, text)][:_MOST_KEPT]
    if facts:
        yield f"Keep, word for word: {', '.join(map(_quote, facts))}."
    statements = read_statements(text)
    stated = [statements.quote(clause) for clause in statements.stated("refusal", "warning", "emergency")]
    if stated:
        yield f"Say still, in any words: {', '.join(map(_quote, dict.fromkeys(stated[:_MOST_KEPT])))}."
    yield load("guidance")["rule"]


def _quote(words: str, most: int = _LONG) -> str:
    words = " ".join(words.split())
    return f"\u201c{words if len(words) <= most else words[: most - 1] + chr(0x2026)}\u201d"
