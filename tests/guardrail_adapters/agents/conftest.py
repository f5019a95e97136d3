"""A guard over made-up words, and a model of the SDK that answers from a script."""

from __future__ import annotations

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail.types import Mode

ASK = "My dog died this morning."
BAD = "Things happen, and you will surely get over this quite soon."
GOOD = "I am so sorry that your dog died this morning."


def message(text: str, **part):
    """A message of the model; `part` is what its text has besides."""
    from agents.testing import assistant_message

    said = assistant_message(text)
    said.content[0] = said.content[0].model_copy(update=part)
    return said


@pytest.fixture
def script():
    """Makes a model that answers with these replies in order: texts, lists of items, exceptions."""
    from agents import Usage
    from agents.testing import ScriptedModel

    def build(*replies, tokens=10):
        usage = Usage(requests=1, input_tokens=tokens, output_tokens=1, total_tokens=tokens + 1)
        steps = [[message(reply)] if isinstance(reply, str) else reply for reply in replies]
        return ScriptedModel(steps, default_usage=usage)

    return build


@pytest.fixture
def build_guard():
    """A guard that flags "get over" and asks again, at most twice, and mends "somewhat" by editing."""

    def build(**policy):
        detectors = [FlagWords("get over"), FlagWords("somewhat ", mode=Mode.CONFLICT_AVOIDANCE, replacement="")]
        asking = {"modes": {"emotional_attenuation": {"action": "regenerate"}}, **policy}
        return Guard(Policy(name="test", **asking), detectors=detectors)

    return build


@pytest.fixture
def guard(build_guard):
    return build_guard()


@pytest.fixture(autouse=True)
def _untraced():
    """The SDK sends traces to its makers unless it is told not to."""
    from agents import set_tracing_disabled

    set_tracing_disabled(True)
