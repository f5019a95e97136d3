"""Verdicts for people to read: the failing words marked where they stand, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from guardrail.types import Finding, Span, Verdict

FAILING = "bold red underline"
_SHOWN = 70


def marked(reply: str, verdict: Verdict) -> Text:
    """The reply with the words that failed underlined."""
    text = Text(reply)
    for finding in verdict.findings:
        for span in finding.spans:
            text.stylize(FAILING, span.start, span.end)
    return text


def reasons(verdict: Verdict) -> Iterator[Text]:
    """One paragraph a finding: mode, score, why, the quoted words or the name of what is missing."""
    if verdict.skipped:
        yield Text(f"not judged: {verdict.skipped}", "yellow")
    if verdict.degraded:
        yield Text(verdict.degraded, "yellow")
    if verdict.danger:
        yield Text(f"signs of danger to life: {', '.join(verdict.danger)}", "bold yellow")
    for item in verdict.unjudged:
        yield Text(f"{item.mode.value} not judged: {item.reason}", "yellow")
    for finding in verdict.findings:
        yield _reason(finding)
    if verdict.clean:
        yield Text("no mode is flagged", "green")


def verdict_view(reply: str, verdict: Verdict) -> RenderableType:
    """A reply and what is wrong with it."""
    return Group(marked(reply, verdict), Text(), *reasons(verdict), scores(verdict))


def scores(verdict: Verdict) -> Text:
    """The scores of all modes in one line."""
    return Text("  ".join(f"{mode.value} {score:.2f}" for mode, score in verdict.scores.items()), "dim")


def quoted(span: Span) -> str:
    """A span's words in one line, in quotation marks, cut where they are long."""
    return f"“{shortened(span.quote)}”"


def shortened(words: str) -> str:
    """Words in one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _reason(finding: Finding) -> Text:
    text = Text.assemble((f"{finding.mode.value} {finding.score:.2f}", "bold"), f" ({finding.dimension.value}) ")
    text.append(finding.why)
    for span in _outermost(finding.spans):
        text.append_text(Text.assemble("\n    ", (f"“{span.quote}”", FAILING)))
    for missing in finding.missing:
        text.append(f"\n    missing: {missing}", "yellow")
    return text


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """The spans that lie in no other one."""
    return [
        span
        for span in spans
        if not any(other.start <= span.start and span.end <= other.end and other is not span for other in spans)
    ]
