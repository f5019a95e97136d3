import pytest

from guardrail.types import Dimension, Edit, Evidence, Finding, Integrity, Mode, Span


@pytest.fixture
def proposing():
    """A finding that proposes to give some words of a text another wording: `proposing(text, {words: replacement})`."""

    def propose(text, edits):
        made = tuple(Edit(Span(place := text.index(cut), place + len(cut), cut), new) for cut, new in edits.items())
        return Finding(
            Mode.CONFLICT_AVOIDANCE, 1.0, Dimension.COGNITIVE, Integrity.INTENT, "", (Evidence("x", "y", edits=made),)
        )

    return propose
