"""For tests of code that uses the guard: fakes that do what they are told, assertions that say what they saw."""

from guardrail.testing.assertions import (
    assert_clean,
    assert_delivered,
    assert_flagged,
    assert_nothing_lost,
    assert_repaired,
    assert_streamed,
)
from guardrail.testing.fakes import FlagWords, ScriptedJudge, ScriptedModel

__all__ = [
    "FlagWords",
    "ScriptedJudge",
    "ScriptedModel",
    "assert_clean",
    "assert_delivered",
    "assert_flagged",
    "assert_nothing_lost",
    "assert_repaired",
    "assert_streamed",
]
