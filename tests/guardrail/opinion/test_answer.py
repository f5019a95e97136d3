import json

import pytest

from guardrail.opinion.answer import Said, read_answer
from guardrail.types import Mode

ASKED = (Mode.CONFLICT_AVOIDANCE, Mode.GRANULARITY_MISMATCH)
GOOD = {
    "conflict_avoidance": {"level": 2, "words": ["it depends"]},
    "granularity_mismatch": {"level": 0, "words": []},
}


def changed(**fields):
    return json.dumps({**GOOD, "conflict_avoidance": {**GOOD["conflict_avoidance"], **fields}})


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"\n {json.dumps(GOOD, indent=2)} \n",
        f"```json\n{json.dumps(GOOD)}\n```",
        f"```\n{json.dumps(GOOD)}\n```\n",
        json.dumps({**GOOD, "emotional_attenuation": {"level": 1}}),
        changed(why="it says so"),
    ],
)
def test_the_json_that_was_asked_for_is_an_answer(text):
    assert read_answer(text, ASKED) == {
        Mode.CONFLICT_AVOIDANCE: Said(level=2, words=("it depends",)),
        Mode.GRANULARITY_MISMATCH: Said(level=0),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would say 2.",
        "null",
        "[]",
        json.dumps({"conflict_avoidance": {"level": 2}}),
        json.dumps({**GOOD, "rudeness": {"level": 2}}),
        json.dumps(GOOD)[:-1],
        f"Sure! {json.dumps(GOOD)}",
        f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}",
        changed(level=3),
        changed(level=True),
        changed(level="2"),
        changed(level=1.5),
        changed(words="it depends"),
        changed(words=[1]),
        changed(words=["x" * 30_000]),
        "[" * 5000,
    ],
)
def test_anything_else_is_none(text):
    assert read_answer(text, ASKED) is None
