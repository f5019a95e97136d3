"""What to tell the model: what this person said, what the reply missed, what to do instead, what must stay."""

from __future__ import annotations

from guardrail.reading.need import Need, read_need
from guardrail.repair.integrity import protected
from guardrail.types import Attempt, Conversation, Finding, Mode

_LONG = 240
_INSTEAD: dict[Mode, str] = {
    Mode.EMOTIONAL_ATTENUATION: "Open with one or two plain sentences that name what happened and the "
    "feeling at the person's own strength, in a steady voice. No consolation, no lesson, no stock phrase of sympathy.",
    Mode.GRANULARITY_MISMATCH: "{depth}",
    Mode.CONFLICT_AVOIDANCE: "{stand}",
    Mode.LINGUISTIC_ALIENATION: "Speak to the person as you, in short everyday words, in their own register. "
    "Verbs instead of abstract nouns, nobody in general, no office or clinic language.",
}
_AGAIN = (
    "An earlier attempt failed in the same way. Start from an empty page: let the first sentence use the person's own "
    "words."
)


def guidance(conversation: Conversation, attempt: Attempt, call: int) -> str:
    """Instructions for a better reply than `attempt`, from its findings, the worst first; `call` counts from 1."""
    need = read_need(conversation)
    findings = attempt.verdict.findings
    worst = findings[: max(1, len(findings) if call == 1 else 1)]
    parts = [
        "Your draft of the next reply does not do right by this person. "
        "Write the reply again, for them, and send nothing else.",
        f"What they wrote: {_quote(_heart(need))}",
        *_said(need),
        *(_missed(finding) for finding in worst),
        *(_instead(finding, need) for finding in worst),
        *([_AGAIN] if call > 1 else []),
        *_keep(conversation, attempt),
        f"The draft: {_quote(attempt.reply.text, 4000)}",
    ]
    return "\n".join(parts)


def _heart(need: Need) -> str:
    """The sentence that weighs most: the hardest, else the one with the strongest feeling, else the last."""
    text = need.text
    match = need.loudest.match if need.loudest else next(iter(need.hard), None)
    if match is None:
        return text.folded.raw.strip()
    return text.sentence_span(text.sentences[text.words[match.first].sentence]).quote


def _said(need: Need) -> list[str]:
    lines = []
    if need.loudest is not None and need.strength >= 1 / 3:
        lines.append(f"What they feel: {_quote(need.text.span(need.loudest.match).quote)}, and strongly.")
    if need.questions:
        lines.append(f"What they ask: {_quote(need.text.sentence_span(need.questions[-1]).quote)}")
    if need.has("wants_listening"):
        lines.append("They asked to be heard, not advised.")
    return lines


def _missed(finding: Finding) -> str:
    words = ", ".join(_quote(span.quote, 80) for span in finding.spans[:3])
    absent = "; ".join(finding.missing[:2])
    return (
        f"What the draft does: {finding.why}"
        + (f" ({words})" if words else "")
        + (f". Missing: {absent}" if absent else "")
        + "."
    )


def _instead(finding: Finding, need: Need) -> str:
    return "Instead: " + _INSTEAD[finding.mode].format(depth=_depth(need), stand=_stand(need))


def _depth(need: Need) -> str:
    if need.has("wants_listening") or (need.felt > 0.4 and not need.asks):
        return "Two to four sentences that take in what they said. No advice, no list, no plan; at most one question."
    if need.has("wants_brief") or need.narrow > 0.5:
        return "Answer first, in one or two sentences, and stop there."
    return "Answer what was asked, concretely and in full, before anything else; leave out what was not asked."


def _stand(need: Need) -> str:
    if need.has("criticism"):
        return "Say plainly what went wrong and whose fault it was, without defending, then what happens next."
    if need.has("dark", "event:danger"):
        return "Name the dark thing they said, ask about it directly and stay with them; add help only after that."
    if need.has("asks_position", "either_or"):
        return (
            "Take a position in the first sentence and give the one reason that decides it; say honestly what you "
            "cannot know."
        )
    return "Name the tension in their own words and take it up, before anything else."


def _keep(conversation: Conversation, attempt: Attempt) -> list[str]:
    kept = [fact.words for fact in protected(conversation, attempt.reply.text)]
    rule = (
        "Promise nothing and state no fact that the draft does not hold. Invent no feelings or experiences of your own."
    )
    return [f"Keep, word for word: {', '.join(map(_quote, kept))}.", rule] if kept else [rule]


def _quote(words: str, most: int = _LONG) -> str:
    words = " ".join(words.split())
    return f"\u201c{words if len(words) <= most else words[: most - 1] + chr(0x2026)}\u201d"
