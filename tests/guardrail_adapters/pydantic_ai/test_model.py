from __future__ import annotations

import asyncio
import json
import time
from contextlib import closing

import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry, NativeOutput
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import UserError
from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.usage import RequestUsage

from guardrail.errors import PolicyError
from guardrail.policy.schema import Audit, Repair
from guardrail_adapters.pydantic_ai import GuardedModel
from tests.guardrail_adapters.pydantic_ai.conftest import ASK, BAD, GOOD


def used(text, tokens):
    return ModelResponse([TextPart(text)], usage=RequestUsage(input_tokens=tokens, output_tokens=1))


def guidance(info):
    return "does not do right by this person" in (info.instructions or "")


async def test_the_delivered_reply_is_the_only_one_in_the_history(script, guard):
    played = script(used(BAD, 10), used(GOOD, 20))
    result = await Agent(GuardedModel(played.model, guard), instructions="Be kind.").run(ASK)
    assert result.output == GOOD
    asked, answered = result.all_messages()
    assert (answered.text, answered.metadata["guardrail"]["action"]) == (GOOD, "regenerate")
    assert "get over" not in str(asked) + str(answered)
    assert [guidance(info) for info in played.infos] == [False, True]
    assert played.infos[1].instructions.startswith("Be kind.\n\n")


async def test_every_call_is_counted_in_the_usage_of_the_run(script, guard):
    result = await Agent(GuardedModel(script(used(BAD, 10), used(GOOD, 20)).model, guard)).run(ASK)
    assert (result.usage.input_tokens, result.usage.output_tokens, result.usage.requests) == (30, 2, 1)
    assert result.response.usage.input_tokens == 20
    (draft,) = result.response.failed_attempts
    assert (draft.outcome, draft.model_name, draft.usage.input_tokens) == ("rejected", "scripted", 10)


@pytest.fixture
def loop():
    """The event loop that Pydantic AI would otherwise make for blocking calls, and leave open."""
    with closing(asyncio.new_event_loop()) as made:
        asyncio.set_event_loop(made)
        yield made
    asyncio.set_event_loop(None)


def test_blocking_code_is_guarded_too(script, guard, loop):
    assert Agent(GuardedModel(script(BAD, GOOD).model, guard)).run_sync(ASK).output == GOOD


async def test_a_model_that_is_called_without_an_agent_is_guarded_too(script, guard):
    played = script(BAD, GOOD)
    request = ModelRequest.user_text_prompt(ASK, instructions="Be kind.")
    assert (await model_request(GuardedModel(played.model, guard), [request])).text == GOOD
    assert played.infos[1].instructions.startswith("Be kind.\n\n")
    assert guidance(played.infos[1])


async def streamed(model, **settings):
    async with Agent(model, **settings).run_stream(ASK) as result:
        return [text async for text in result.stream_text(delta=True, debounce_by=None)], result


async def test_no_draft_is_in_a_stream(script, guard):
    words, result = await streamed(GuardedModel(script(BAD, GOOD).model, guard))
    assert "".join(words) == GOOD
    assert result.response.metadata["guardrail"]["changed"] is True
    events = [event async for event in _events(Agent(GuardedModel(script(BAD, GOOD).model, guard)))]
    assert "get over" not in str(events)
    assert GOOD in str(events)


async def _events(agent):
    async with agent.run_stream_events(ASK) as events:
        async for event in events:
            yield event


async def test_a_stream_that_needs_no_change_comes_as_the_model_wrote_it(script, guard):
    bare, _ = await streamed(script(GOOD).model)
    words, result = await streamed(GuardedModel(script(GOOD).model, guard))
    assert words == bare
    assert len(words) == len(GOOD.split())
    assert (result.response.state, result.response.metadata["guardrail"]["changed"]) == ("complete", False)


@pytest.mark.parametrize("policy", [{"shadow": True}, {"streaming": {"mode": "observe"}}])
async def test_what_is_observed_is_streamed_as_it_comes_and_judged_afterwards(script, build_guard, tmp_path, policy):
    path = tmp_path / "audit.jsonl"
    watching = build_guard(**policy, audit=Audit(sink="file", path=str(path)))
    played = script(BAD, GOOD)
    words, _ = await streamed(GuardedModel(played.model, watching))
    assert "".join(words) == BAD
    until = time.monotonic() + 5
    while not (path.exists() and path.read_text()) and time.monotonic() < until:
        await asyncio.sleep(0.01)
    record = json.loads(path.read_text())
    assert (record["flagged"], record["action"]) == (["emotional_attenuation"], "deliver")
    assert len(played.asked) == 1


async def test_shadow_changes_nothing(script, build_guard):
    result = await Agent(GuardedModel(script(BAD, GOOD).model, build_guard(shadow=True))).run(ASK)
    assert result.output == BAD
    assert result.response.metadata["guardrail"]["flagged"] == ["emotional_attenuation"]


async def test_tools_are_called_once_and_only_words_are_edited_beside_them(script, guard):
    calls = ModelResponse([TextPart("That is somewhat sad; I look her up."), ToolCallPart("look_up", {"name": "Bea"})])
    played, looked_up = script(calls, BAD, GOOD), []
    agent = Agent(GuardedModel(played.model, guard))

    @agent.tool_plain
    def look_up(name: str) -> str:
        looked_up.append(name)
        return "twelve"

    result = await agent.run(ASK)
    assert (result.output, looked_up, len(played.asked)) == (GOOD, ["Bea"], 3)
    beside = next(message for message in result.all_messages() if isinstance(message, ModelResponse))
    assert [part.part_kind for part in beside.parts] == ["text", "tool-call"]
    assert beside.text == "That is sad; I look her up."


class Tone(BaseModel):
    tone: str


@pytest.mark.parametrize("output", [Tone, NativeOutput(Tone)])
async def test_structured_output_is_delivered_as_it_came(script, guard, output):
    data = {"tone": "get over it"}
    native = ModelResponse([TextPart(json.dumps(data))])
    played = script(ModelResponse([ToolCallPart("final_result", data)]) if output is Tone else native)
    result = await Agent(GuardedModel(played.model, guard), output_type=output).run(ASK)
    assert (result.output, len(played.asked)) == (Tone(**data), 1)


async def test_what_pydantic_ai_tells_the_model_is_not_taken_for_the_person(script, guard):
    played, seen = script(GOOD, BAD, GOOD), []
    agent = Agent(GuardedModel(played.model, guard))

    @agent.output_validator
    def once(output: str) -> str:
        seen.append(output)
        if len(seen) == 1:
            raise ModelRetry("You said: get over it.")
        return output

    assert (await agent.run(ASK)).output == GOOD
    assert f"What they wrote: “{ASK}”" in played.infos[2].instructions


async def test_the_next_turn_goes_on_from_what_was_delivered(script, guard):
    played = script(BAD, GOOD, GOOD)
    agent = Agent(GuardedModel(played.model, guard))
    first = await agent.run(ASK)
    await agent.run("And now?", message_history=first.all_messages())
    assert [message.text for message in played.asked[2] if isinstance(message, ModelResponse)] == [GOOD]


async def test_what_the_model_raises_is_raised_and_a_failing_repair_leaves_the_reply(script, guard):
    with pytest.raises(ZeroDivisionError):
        await Agent(GuardedModel(script(ZeroDivisionError()).model, guard)).run(ASK)
    assert (await Agent(GuardedModel(script(BAD, ZeroDivisionError()).model, guard)).run(ASK)).output == BAD
    calls = ModelResponse([ToolCallPart("look_up")])
    assert (await Agent(GuardedModel(script(BAD, calls).model, guard)).run(ASK)).output == BAD


async def test_many_at_once_are_not_mixed_up(script, build_guard):
    once = build_guard(repair=Repair(attempts=1))
    numbers = range(20)
    runs = [
        Agent(GuardedModel(script(f"Dog {n}: get over it, will you?", f"I am sorry about dog {n}.").model, once)).run(
            ASK
        )
        for n in numbers
    ]
    assert [result.output for result in await asyncio.gather(*runs)] == [f"I am sorry about dog {n}." for n in numbers]


def test_it_takes_a_policys_name_and_refuses_a_wrong_one(script):
    assert GuardedModel(script().model, "companion").guard.policy.name == "companion"
    with pytest.raises(PolicyError):
        GuardedModel(script().model, "compnion")


async def test_batches_are_refused_aloud(script, guard):
    with pytest.raises(UserError, match="GuardCapability"):
        await GuardedModel(script().model, guard).batch_encode(None)
