import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition
from pydantic_ai.usage import RequestUsage

from guardrail.engine import Guard
from guardrail.policy.schema import Judging, Policy, Repair, SecondOpinion
from guardrail.testing import FlagWords
from guardrail_adapters.pydantic_ai.exchange import Exchange
from guardrail_adapters.pydantic_ai.response import Made, now
from tests.guardrail_adapters.pydantic_ai.conftest import ASK, BAD, GOOD

SAID = [ModelRequest.user_text_prompt(ASK)]
TOOLED = ModelRequestParameters(function_tools=[ToolDefinition(name="look_up")], instruction_parts=[])
WARM = ModelSettings(temperature=0.3)


class Crash(FlagWords):
    """A detector that comes to no result."""

    def assess(self, reading):
        raise RuntimeError("lost")


def exchange(guard, played):
    return Exchange(guard, played.model, SAID, WARM, TOOLED)


async def test_the_model_is_asked_again_with_its_settings_and_tools(script, guard):
    played = script(BAD, GOOD)
    asked = exchange(guard, played)
    assert (await asked.put_right(await asked.made())).text == GOOD
    assert [info.model_settings for info in played.infos] == [WARM, WARM]
    assert [len(info.function_tools) for info in played.infos] == [1, 1]


async def test_a_second_opinion_is_asked_without_tools_and_counted(script, build_guard):
    opinion = SecondOpinion(model="upstream", band=(0.5, 1.0))
    answer = ModelResponse([TextPart("{}")], usage=RequestUsage(input_tokens=7))
    played = script(BAD, answer)
    doubting = build_guard(second_opinion=opinion, repair=Repair(attempts=0))
    asked = exchange(doubting, played)
    response = await asked.put_right(await asked.made())
    assert (response.text, len(played.infos)) == (BAD, 2)
    assert (played.infos[1].function_tools, played.infos[1].model_settings) == ([], None)
    assert [failed.usage.input_tokens for failed in response.failed_attempts] == [7]
    assert response.metadata["guardrail"]["opinion"]["calls"] == 1


@pytest.mark.parametrize("state", ["suspended", "interrupted", "incomplete"])
async def test_a_response_that_is_not_complete_comes_back_as_it_is(script, guard, state):
    played = script(GOOD)
    response = ModelResponse([TextPart(BAD)], state=state)
    assert await exchange(guard, played).put_right(Made(now(), response)) is response
    assert played.asked == []


@pytest.mark.parametrize(("on_error", "text"), [("open", BAD), ("closed", "Tell me more.")])
async def test_a_guard_that_breaks_fails_as_its_policy_says(script, on_error, text):
    policy = Policy(name="test", judging=Judging(on_error=on_error), fallback="Tell me more.")
    asked = exchange(Guard(policy, detectors=[Crash()]), script(BAD))
    assert (await asked.put_right(await asked.made())).text == text
