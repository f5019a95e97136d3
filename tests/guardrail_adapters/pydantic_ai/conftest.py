"""A guard over made-up words, and a model that answers from a script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail.types import Mode

ASK = "My dog died this morning."
BAD = "Things happen, and you will surely get over this quite soon."
GOOD = "I am so sorry that your dog died this morning."


@dataclass
class Script:
    """The replies of a model in order; keeps what it was asked with."""

    replies: list[Any]
    asked: list[Any] = field(default_factory=list)
    infos: list[Any] = field(default_factory=list)

    def answer(self, messages, info):
        from pydantic_ai.messages import ModelResponse, TextPart

        reply = self._next(messages, info)
        return ModelResponse([TextPart(reply)]) if isinstance(reply, str) else reply

    async def words(self, messages, info):
        for word in re.findall(r"\S+\s*", self._next(messages, info)):
            yield word

    def _next(self, messages, info):
        self.asked.append(messages)
        self.infos.append(info)
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return reply

    @property
    def model(self):
        from pydantic_ai.models.function import FunctionModel

        return FunctionModel(self.answer, stream_function=self.words, model_name="scripted")


@pytest.fixture
def script():
    return lambda *replies: Script(list(replies))


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
