import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import Agent, OutputGuardrailTripwireTriggered, Runner
from pydantic import BaseModel

from guardrail.engine import Guard
from guardrail.errors import PolicyError
from guardrail.policy.schema import Judging, Policy
from guardrail.testing import FlagWords
from guardrail_adapters.agents import tripwire
from tests.guardrail_adapters.agents.conftest import ASK, BAD, GOOD


class Tone(BaseModel):
    tone: str


class Crash(FlagWords):
    """A detector that comes to no result."""

    def assess(self, reading):
        raise RuntimeError("lost")


class Person(FlagWords):
    """Flags replies to a person who did not say what is asked of them here."""

    def assess(self, reading):
        assert reading.conversation.last_user == ASK
        return super().assess(reading)


async def run(guard, model, **settings):
    return await Runner.run(Agent(name="helper", model=model, output_guardrails=[tripwire(guard)], **settings), ASK)


async def test_it_stops_a_run_whose_reply_fails(script, guard):
    with pytest.raises(OutputGuardrailTripwireTriggered) as stopped:
        await run(guard, script(BAD))
    told = stopped.value.guardrail_result.output.output_info
    assert (told["flagged"], told["scores"]["emotional_attenuation"]) == (["emotional_attenuation"], 1.0)
    assert "get over" not in str(told)


async def test_it_lets_a_good_reply_be(script, guard):
    result = await run(guard, script(GOOD))
    assert (result.final_output, result.output_guardrail_results[0].output.output_info["flagged"]) == (GOOD, [])


async def test_it_knows_what_the_person_said(script):
    await run(Guard(Policy(name="test"), detectors=[Person("never")]), script(GOOD))


async def test_it_stops_streamed_runs_too(script, guard):
    streamed = Runner.run_streamed(Agent(name="helper", model=script(BAD), output_guardrails=[tripwire(guard)]), ASK)
    with pytest.raises(OutputGuardrailTripwireTriggered):
        assert [event async for event in streamed.stream_events()]


async def test_in_shadow_it_only_tells(script, build_guard):
    result = await run(build_guard(shadow=True), script(BAD))
    assert result.output_guardrail_results[0].output.output_info["flagged"] == ["emotional_attenuation"]


async def test_output_in_a_schema_is_not_judged(script, guard):
    result = await run(guard, script('{"tone": "get over it"}'), output_type=Tone)
    assert result.output_guardrail_results[0].output.output_info["skipped"] == "structured output"


def failing(on_error):
    return Guard(Policy(name="test", judging=Judging(on_error=on_error)), detectors=[Crash()])


async def test_a_guard_that_breaks_trips_where_its_policy_fails_closed(script):
    with pytest.raises(OutputGuardrailTripwireTriggered) as stopped:
        await run(failing("closed"), script(GOOD))
    assert stopped.value.guardrail_result.output.output_info["unjudged"] == ["emotional_attenuation"]
    assert (await run(failing("open"), script(GOOD))).final_output == GOOD


def test_it_takes_a_policys_name_and_refuses_a_wrong_one():
    assert tripwire("companion", name="kind").get_name() == "kind"
    with pytest.raises(PolicyError):
        tripwire("compnion")
