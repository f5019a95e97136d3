from __future__ import annotations

from dataclasses import replace

import pytest

from guardrail.types import Action, Attempt, Decision, Outcome, Verdict


@pytest.fixture(scope="session")
def delivering():
    """Makes the outcome that delivers a reply in other words, by default edited, or in its own."""

    def delivering(original, text=None, action=Action.REWRITE, **fields):
        first = Attempt(Action.DELIVER, original, Verdict())
        if text is None:
            return Outcome(original, Action.DELIVER, Decision(Action.DELIVER, ""), (first,))
        reply = replace(original, text=text, **fields)
        return Outcome(reply, action, Decision(Action.DELIVER, ""), (first, Attempt(action, reply, Verdict())))

    return delivering
