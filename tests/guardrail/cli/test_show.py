from io import StringIO

from rich.console import Console

from guardrail import Conversation, Danger, Dimension, Evidence, Finding, Guard, Integrity, Mode, Span, Verdict
from guardrail.cli.show import FAILING, marked, quoted, shortened, verdict_view
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail.types import Unjudged

REPLY = "That is [bold]somewhat[/bold] sad."


def shown(verdict):
    console = Console(width=200, record=True, file=StringIO())
    console.print(verdict_view(REPLY, verdict))
    return console.export_text()


def test_the_failing_words_are_marked_where_they_stand():
    verdict = Guard(Policy(name="p"), [FlagWords("somewhat")]).check(Conversation.of("my dog died"), REPLY)
    (span,) = [span for span in marked(REPLY, verdict).spans if span.style == FAILING]
    assert REPLY[span.start : span.end] == "somewhat"


def test_markup_in_a_reply_is_text():
    assert REPLY in shown(Verdict())


def test_what_was_not_judged_is_said():
    assert "not judged: no prose" in shown(Verdict(skipped="no prose"))
    assert "conflict_avoidance not judged: late" in shown(
        Verdict(unjudged=(Unjudged(Mode.CONFLICT_AVOIDANCE, "late"),))
    )


def test_danger_is_said():
    assert "signs of danger to life: suicide, child" in shown(Verdict(danger=(Danger.SUICIDE, Danger.CHILD)))


def test_a_quote_inside_a_quote_is_not_said_twice():
    spans = tuple(Span(14, end, REPLY[14:end]) for end in (22, len(REPLY)))
    finding = Finding(
        Mode.EMOTIONAL_ATTENUATION, 1.0, Dimension.COGNITIVE, Integrity.EMOTION, "", (Evidence("a", "", spans=spans),)
    )
    said = shown(Verdict((finding,), (finding,)))
    assert said.count("“") == 1
    assert "“somewhat[/bold] sad.”" in said


def test_quoted_words_stand_in_one_line_and_are_cut():
    assert quoted(Span(0, 9, "so\n very")) == "“so very”"
    assert shortened("x" * 70) == "x" * 70
    assert shortened("x" * 71) == "x" * 69 + "…"
