import pytest

from guardrail import Conversation, Dimension, Finding, Integrity, Mode, Verdict
from guardrail.bench.items import Item
from guardrail.types import Evidence, Span

MODE = Mode.CONFLICT_AVOIDANCE


@pytest.fixture
def pair():
    """A labelled item and its verdict: one mode has a level and a score, flagged from .5; the others are absent."""

    def pair(level, score, *, mode=MODE, quote="", reply="hello", milliseconds=2.0, skipped="", **item):
        labels = {each: level if each is mode else 0 for each in Mode}
        item = Item(**{"id": "a", "conversation": Conversation.of("hi"), "reply": reply, "labels": labels, **item})
        spans = (Span(reply.index(quote), reply.index(quote) + len(quote), quote),) if quote else ()
        finding = Finding(
            mode, score, Dimension.COGNITIVE, Integrity.INTENT, "it slides away", (Evidence("s", "n", spans=spans),)
        )
        if skipped:
            return item, Verdict(skipped=skipped)
        return item, Verdict((finding,), (finding,) if score >= 0.5 else (), milliseconds=milliseconds)

    return pair


@pytest.fixture
def apart(pair):
    """The same, each of a scenario of its own."""
    names = iter(range(1_000_000))
    return lambda *arguments, **more: pair(*arguments, scenario=str(next(names)), **more)
