from __future__ import annotations

import asyncio
import json
import time

import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import (
    Agent,
    ModelProvider,
    ModelSettings,
    ModelTracing,
    RunConfig,
    Runner,
    SQLiteSession,
    function_tool,
    handoff,
)
from agents.exceptions import ModelRefusalError
from agents.testing import ScriptedModel, function_call
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputRefusal
from openai.types.responses.response_reasoning_item import ResponseReasoningItem, Summary
from pydantic import BaseModel

from guardrail.errors import PolicyError
from guardrail.policy.schema import Audit, Repair
from guardrail_adapters.agents import GuardedModel, GuardedProvider
from tests.guardrail_adapters.agents.conftest import ASK, BAD, GOOD, message


def agent(model, **settings):
    return Agent(name="helper", model=model, **settings)


def guidance(call):
    return "does not do right by this person" in (call.system_instructions or "")


async def test_the_delivered_reply_is_the_only_one_in_the_run(script, guard):
    model = script(BAD, GOOD)
    result = await Runner.run(agent(GuardedModel(model, guard), instructions="Be kind."), ASK)
    assert result.final_output == GOOD
    assert "get over" not in str(result.to_input_list())
    assert [guidance(call) for call in model.calls] == [False, True]
    assert model.calls[1].system_instructions.startswith("Be kind.\n\n")
    assert model.calls[1].input[-1]["content"] == ASK


async def test_every_call_is_counted_in_the_usage_of_the_run(script, guard):
    result = await Runner.run(agent(GuardedModel(script(BAD, GOOD), guard)), ASK)
    usage = result.context_wrapper.usage
    assert (usage.requests, usage.input_tokens, usage.output_tokens, usage.total_tokens) == (2, 20, 2, 22)
    assert [entry.input_tokens for entry in usage.request_usage_entries] == [10, 10]


async def streamed(model, **settings):
    result = Runner.run_streamed(agent(model, **settings), ASK)
    events = [event async for event in result.stream_events()]
    raw = [event.data for event in events if event.type == "raw_response_event"]
    return result, events, [data.delta for data in raw if data.type == "response.output_text.delta"]


async def test_no_draft_is_in_a_stream(script, guard):
    result, events, words = await streamed(GuardedModel(script(BAD, GOOD), guard))
    assert ("".join(words), result.final_output) == (GOOD, GOOD)
    assert "get over" not in str(events) + str(result.to_input_list())
    assert (result.context_wrapper.usage.input_tokens, result.context_wrapper.usage.output_tokens) == (20, 2)


async def test_the_delivered_words_stand_in_every_event_that_tells_them(script, guard):
    _, events, _ = await streamed(GuardedModel(script(BAD, GOOD), guard))
    raw = {event.data.type: event.data for event in events if event.type == "raw_response_event"}
    assert raw["response.output_text.done"].text == GOOD
    assert raw["response.content_part.done"].part.text == GOOD
    assert raw["response.output_item.done"].item.content[0].text == GOOD
    assert raw["response.completed"].response.output[0].content[0].text == GOOD
    numbers = [event.data.sequence_number for event in events if event.type == "raw_response_event"]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_a_stream_that_needs_no_change_is_the_models_own(script, guard):
    async def events(model):
        plain = (None, ASK, ModelSettings(), [], None, [], ModelTracing.DISABLED)
        kept = dict.fromkeys(("previous_response_id", "conversation_id", "prompt"))
        return [event async for event in model.stream_response(*plain, **kept)]

    step = await events(script(GOOD))

    class Fixed(ScriptedModel):
        async def stream_response(self, *args, **kwargs):
            for event in step:
                yield event

    assert all(new is old for new, old in zip(await events(GuardedModel(Fixed(), guard)), step, strict=True))


@pytest.mark.parametrize("policy", [{"shadow": True}, {"streaming": {"mode": "observe"}}])
async def test_what_is_observed_is_streamed_as_it_comes_and_judged_afterwards(script, build_guard, tmp_path, policy):
    path = tmp_path / "audit.jsonl"
    model = script(BAD, GOOD)
    watching = build_guard(**policy, audit=Audit(sink="file", path=str(path)))
    _, _, words = await streamed(GuardedModel(model, watching))
    assert "".join(words) == BAD
    until = time.monotonic() + 5
    while not (path.exists() and path.read_text()) and time.monotonic() < until:
        await asyncio.sleep(0.01)
    record = json.loads(path.read_text())
    assert (record["flagged"], record["action"], len(model.calls)) == (["emotional_attenuation"], "deliver", 1)


async def test_tools_are_called_once_and_only_words_are_edited_beside_them(script, guard):
    looked_up = []

    @function_tool
    def look_up(name: str) -> str:
        """Look a dog up."""
        looked_up.append(name)
        return "twelve"

    calls = [message("That is somewhat sad; I look her up."), function_call("look_up", {"name": "Bea"}, call_id="c")]
    model = script(calls, BAD, GOOD)
    result = await Runner.run(agent(GuardedModel(model, guard), tools=[look_up]), ASK)
    assert (result.final_output, looked_up, len(model.calls)) == (GOOD, ["Bea"], 3)
    beside, call = result.raw_responses[0].output
    assert beside.content[0].text == "That is sad; I look her up."
    assert isinstance(call, ResponseFunctionToolCall)


class Tone(BaseModel):
    tone: str


async def test_structured_output_is_delivered_as_it_came(script, guard):
    model = script('{"tone": "get over it"}')
    result = await Runner.run(agent(GuardedModel(model, guard), output_type=Tone), ASK)
    assert (result.final_output, len(model.calls)) == (Tone(tone="get over it"), 1)


async def test_refusals_and_reasoning_stay(script, guard):
    refused = message("")
    refused.content = [ResponseOutputRefusal(refusal="You will get over it.", type="refusal")]
    thought = ResponseReasoningItem(id="r", summary=[Summary(text="get over", type="summary_text")], type="reasoning")
    model = script([refused], [thought, message(BAD)], GOOD)
    guarded = GuardedModel(model, guard)
    with pytest.raises(ModelRefusalError, match="You will get over it"):
        await Runner.run(agent(guarded), ASK)
    first, second = (await Runner.run(agent(guarded), ASK)).raw_responses[0].output
    assert first == thought
    assert second.content[0].text == GOOD


async def test_annotations_move_with_their_words(script, guard):
    text = "It is somewhat sad that he died."
    at = text.index("he died")
    cited = {"type": "url_citation", "url": "u", "title": "t", "start_index": at, "end_index": at + 7}
    result = await Runner.run(agent(GuardedModel(script([message(text, annotations=[cited])]), guard)), ASK)
    (part,) = result.raw_responses[0].output[0].content
    (note,) = part.annotations
    assert part.text[note.start_index : note.end_index] == "he died"


async def test_a_session_keeps_what_was_delivered(script, guard):
    session, model = SQLiteSession("s"), script(BAD, GOOD, GOOD)
    guarded = agent(GuardedModel(model, guard))
    await Runner.run(guarded, ASK, session=session)
    await Runner.run(guarded, "And now?", session=session)
    assert "get over" not in str(await session.get_items())
    assert [item["content"][0]["text"] for item in model.calls[2].input if item.get("role") == "assistant"] == [GOOD]
    session.close()


async def test_what_the_model_raises_is_raised_and_a_failing_repair_leaves_the_reply(script, guard):
    with pytest.raises(ZeroDivisionError):
        await Runner.run(agent(GuardedModel(script(ZeroDivisionError()), guard)), ASK)
    for failing in (ZeroDivisionError(), [function_call("look_up", {}, call_id="c")]):
        model = script(BAD, failing, ZeroDivisionError())
        assert (await Runner.run(agent(GuardedModel(model, guard)), ASK)).final_output == BAD


async def test_a_conversation_that_the_provider_keeps_is_not_asked_again(script, guard):
    model = script(BAD)
    await Runner.run(agent(GuardedModel(model, guard)), ASK, conversation_id="conv-1")
    assert len(model.calls) == 1


async def test_many_at_once_are_not_mixed_up(script, build_guard):
    once = build_guard(repair=Repair(attempts=1))
    models = [script(f"Dog {n}: get over it, will you?", f"I am sorry about dog {n}.") for n in range(20)]
    results = await asyncio.gather(*(Runner.run(agent(GuardedModel(model, once)), ASK) for model in models))
    assert [result.final_output for result in results] == [f"I am sorry about dog {n}." for n in range(20)]


class Named(ModelProvider):
    """Finds models in a dictionary."""

    def __init__(self, models):
        self.models, self.closed = models, False

    def get_model(self, model_name):
        return self.models[model_name]

    async def aclose(self):
        self.closed = True


async def test_a_provider_guards_every_agent_whose_model_is_a_name(script, guard):
    first = script([function_call("transfer_to_second", {}, call_id="c")])
    provider = Named({"a": first, "b": script(BAD, GOOD)})
    guarded = GuardedProvider(guard, provider)
    second = Agent(name="second", model="b")
    front = Agent(name="first", model="a", handoffs=[handoff(second)])
    result = await Runner.run(front, ASK, run_config=RunConfig(model_provider=guarded))
    assert (result.final_output, result.last_agent.name) == (GOOD, "second")
    await guarded.aclose()
    assert provider.closed


def test_they_take_a_policys_name_and_refuse_a_wrong_one(script):
    assert GuardedModel(script(), "companion").guard.policy.name == "companion"
    assert GuardedProvider("companion").guard.policy.name == "companion"
    with pytest.raises(PolicyError):
        GuardedModel(script(), "compnion")


async def test_what_else_a_model_can_do_it_does(guard):
    class Model(ScriptedModel):
        closed = cleaned = False

        def get_retry_advice(self, request):
            return request

        async def close(self):
            self.closed = True

        async def _cleanup_on_run_end(self, owner):
            self.cleaned = owner

    model = Model()
    guarded = GuardedModel(model, guard)
    assert guarded.get_retry_advice("asked") == "asked"
    await guarded.close()
    await guarded._cleanup_on_run_end("run")
    assert (model.closed, model.cleaned) == (True, "run")
