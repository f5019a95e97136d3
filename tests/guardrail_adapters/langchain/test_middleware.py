from __future__ import annotations

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRetryMiddleware,
)
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, interrupt
from langsmith import Client
from langsmith.run_helpers import tracing_context
from pydantic import BaseModel

from guardrail.errors import ConfigurationError
from guardrail_adapters.langchain import GuardedChatModel, GuardMiddleware

SAID = {"messages": [HumanMessage("My dog barks this morning.")]}


class Answer(BaseModel):
    """An answer."""

    value: str


@tool
def look_up(name: str) -> str:
    """Look a dog up."""
    return f"{name} was twelve."


def call(of, text="", **args):
    return AIMessage(text, tool_calls=[{"name": of, "args": args, "id": f"c-{of}"}])


@pytest.fixture
def agent(scripted, guard):
    def build(*replies, guard=guard, model=None, middleware=(), **more):
        return create_agent(model or scripted(*replies), middleware=[GuardMiddleware(guard), *middleware], **more)

    return build


def texts(state):
    return [message.text for message in state["messages"]]


async def both(build, *args, **more):
    """The state that an agent ends in, called either way."""
    return build(*args, **more).invoke(SAID), await build(*args, **more).ainvoke(SAID)


async def test_the_repaired_reply_is_the_only_one_in_the_state(agent, bad, good):
    for state in await both(agent, bad, good):
        assert texts(state) == ["My dog barks this morning.", good]
        message = state["messages"][-1]
        assert message.usage_metadata["total_tokens"] == 30
        assert message.response_metadata["guardrail"]["action"] == "regenerate"


def test_the_model_is_asked_again_with_guidance_in_its_system_message(scripted, agent, bad, good):
    model = scripted(bad, good)
    agent(model=model, system_prompt="Be kind.").invoke(SAID)
    opening, person = model.asked[1]
    assert opening.text.startswith("Be kind.\n\n")
    assert person.text == "My dog barks this morning."


def shown(parts):
    """The ids and the words that a consumer of stream_mode="messages" has of the model."""
    mine = [message for message, _ in parts if isinstance(message, AIMessage | AIMessageChunk)]
    return {message.id for message in mine}, "".join(message.text for message in mine)


@pytest.mark.parametrize("streaming", [False, True])
async def test_a_stream_of_messages_has_the_repaired_reply_once_and_no_draft(streaming, agent, scripted, bad, good):
    class Streaming(type(scripted())):
        streaming: bool = True

    def build():
        replies = [bad, good]
        return agent(model=Streaming(replies=replies, streaming=True) if streaming else scripted(*replies))

    sync = list(build().stream(SAID, stream_mode="messages"))
    asynchronous = [part async for part in build().astream(SAID, stream_mode="messages")]
    for parts in (sync, asynchronous):
        ids, words = shown(parts)
        assert words == good
        assert len(ids) == 1


async def test_a_stream_of_updates_has_one_message(agent, bad, good):
    updates = list(agent(bad, good).stream(SAID, stream_mode="updates"))
    updates += [part async for part in agent(bad, good).astream(SAID, stream_mode="updates")]
    assert [texts(update["model"]) for update in updates] == [[good], [good]]


@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")  # it is given once a process
def test_streams_of_the_third_version_hold_no_draft(agent, bad, good):
    run = agent(bad, good).stream_events(SAID, version="v3")
    assert ["".join(message.text) for message in run.messages] == [good]


async def test_a_good_reply_is_streamed_once_too(agent, good):
    ids, words = shown(list(agent(good).stream(SAID, stream_mode="messages")))
    assert (words, len(ids)) == (good, 1)


async def test_models_swapped_in_behind_the_guard_are_held_too(agent, scripted, bad, good):
    fallback = scripted(bad, good)
    build = agent(ZeroDivisionError(), ZeroDivisionError(), middleware=[ModelFallbackMiddleware(fallback)])
    ids, words = shown([part async for part in build.astream(SAID, stream_mode="messages")])
    assert (words, len(ids)) == (good, 1)


async def test_tools_work_and_are_not_asked_for_twice(agent, scripted, bad, good):
    for way in ("sync", "async"):
        model = scripted(call("look_up", text="That is somewhat sad, let me see.", name="Rex"), bad, good)
        build = agent(model=model, tools=[look_up])
        state = build.invoke(SAID) if way == "sync" else await build.ainvoke(SAID)
        assert texts(state) == [SAID["messages"][0].text, "That is sad, let me see.", "Rex was twelve.", good]
        assert [settings["tools"][0]["function"]["name"] for settings in model.settings] == ["look_up"] * 3


@pytest.mark.parametrize("strategy", [ToolStrategy, ProviderStrategy])
async def test_structured_output_is_delivered_unjudged(strategy, agent):
    reply = call("Answer", value="get over it") if strategy is ToolStrategy else AIMessage('{"value": "get over it"}')
    for state in await both(agent, reply, response_format=strategy(Answer)):
        assert state["structured_response"] == Answer(value="get over it")
        record = next(message for message in state["messages"] if isinstance(message, AIMessage)).response_metadata
        assert record["guardrail"]["reason"] == "not judged: structured output"


async def test_a_second_turn_judges_only_the_new_reply(agent, scripted, bad, good):
    model = scripted(bad, bad, bad, good)
    build = agent(model=model, checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    assert texts(build.invoke(SAID, thread))[-1] == bad
    state = await build.ainvoke({"messages": [HumanMessage("I miss him.")]}, thread)
    assert texts(state) == ["My dog barks this morning.", bad, "I miss him.", good]
    assert len(model.asked) == 4
    assert [message.text for message in model.asked[-1]] == texts(state)[:-1]


def test_calls_for_a_better_reply_are_retried_like_any_other(agent, bad, good):
    retry = ModelRetryMiddleware(max_retries=1, initial_delay=0)
    assert texts(agent(bad, ZeroDivisionError(), good, middleware=[retry]).invoke(SAID))[-1] == good


def test_an_error_of_the_model_is_raised(agent):
    with pytest.raises(ZeroDivisionError):
        agent(ZeroDivisionError()).invoke(SAID)


class Permission(AgentMiddleware):
    """Asks a person before each call of the model."""

    def wrap_model_call(self, request, handler):
        interrupt("May I?")
        return handler(request)

    async def awrap_model_call(self, request, handler):
        interrupt("May I?")
        return await handler(request)


@pytest.mark.parametrize("way", ["invoke", "ainvoke"])
async def test_an_interrupt_in_a_call_for_a_better_reply_is_no_failed_call(way, agent, bad, good):
    build = agent(bad, bad, good, middleware=[Permission()], checkpointer=InMemorySaver())

    async def run(given):
        config = {"configurable": {"thread_id": "1"}}
        return build.invoke(given, config) if way == "invoke" else await build.ainvoke(given, config)

    states = [await run(SAID), await run(Command(resume=True)), await run(Command(resume=True))]
    assert [bool(state.get("__interrupt__")) for state in states] == [True, True, False]
    assert texts(states[-1]) == ["My dog barks this morning.", good]


def test_a_policy_can_be_named():
    assert GuardMiddleware("companion").guard.policy.name == "companion"
    with pytest.raises(ConfigurationError, match="guard: found dict; allowed: Guard, a policy's name or path"):
        GuardMiddleware({})


@pytest.mark.parametrize("policy", [{"streaming": {"mode": "observe"}}, {"shadow": True}])
async def test_an_observed_stream_is_shown_as_it_comes_and_recorded(policy, agent, build_guard, bad):
    build = agent(bad, bad, guard=build_guard(**policy), checkpointer=InMemorySaver())
    thread = {"configurable": {"thread_id": "1"}}
    parts = list(build.stream(SAID, thread, stream_mode="messages"))
    assert shown(parts)[1] == bad
    assert len(parts) > 5
    (message,) = build.get_state(thread).values["messages"][1:]
    assert message.response_metadata["guardrail"]["flagged"] == ["emotional_attenuation"]


def test_observe_repairs_where_nobody_watches(agent, build_guard, bad, good):
    state = agent(bad, good, guard=build_guard(streaming={"mode": "observe"})).invoke(SAID)
    assert texts(state)[-1] == good


@pytest.mark.parametrize("way", ["stream", "astream"])
async def test_a_second_opinion_is_asked_for_without_tools_and_shown_to_nobody(
    way, scripted, doubting, agent, opinion, bad, good
):
    model = scripted(bad, opinion, good)
    build = agent(model=model, guard=doubting, tools=[look_up])
    if way == "stream":
        parts = list(build.stream(SAID, stream_mode="messages"))
    else:
        parts = [part async for part in build.astream(SAID, stream_mode="messages")]
    assert shown(parts)[1] == good
    assert ["tools" in settings for settings in model.settings] == [True, False, True]


def test_calls_for_a_better_reply_are_not_counted_as_turns(agent, bad, good):
    limited = agent(bad, good, middleware=[ModelCallLimitMiddleware(run_limit=1, exit_behavior="error")])
    assert texts(limited.invoke(SAID))[-1] == good


def test_the_trace_of_the_middleware_holds_no_conversation(agent, bad, good):
    runs = []

    class Traces(Client):
        def create_run(self, name, inputs, run_type, **more):
            runs.append((name, inputs))

        def update_run(self, run_id, **more):
            pass

    client = Traces(api_url="http://traces.test", api_key="key", auto_batch_tracing=False, info={})
    with tracing_context(enabled=True, client=client):
        agent(bad, good).invoke(SAID)
    assert ("GuardMiddleware.wrap_model_call", {}) in runs


def test_other_middleware_keeps_what_it_adds(agent, bad, good):
    class Counted(AgentMiddleware):
        calls = 0

        def wrap_model_call(self, request, handler):
            self.calls += 1
            return handler(request)

    counted = Counted()
    agent(bad, good, middleware=[counted]).invoke(SAID)
    assert counted.calls == 2


async def test_a_guarded_model_in_an_agent(scripted, guard, bad, good):
    def build(*replies, **more):
        return create_agent(GuardedChatModel(bound=scripted(*replies), guard=guard), **more)

    state = await build(call("look_up", name="Rex"), bad, good, tools=[look_up]).ainvoke(SAID)
    assert texts(state) == [SAID["messages"][0].text, "", "Rex was twelve.", good]
    ids, words = shown(list(build(bad, good).stream(SAID, stream_mode="messages")))
    assert (words, len(ids)) == (good, 1)
    structured = build(call("Answer", value="x"), response_format=ToolStrategy(Answer)).invoke(SAID)
    assert structured["structured_response"] == Answer(value="x")
