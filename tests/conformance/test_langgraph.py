"""Guarded agents and guarded models in graphs: whatever is streamed, no consumer sees a draft, and the reply once."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware, ModelRefusalMiddleware
from langchain_core.exceptions import ModelRefusalError
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import InjectedToolCallId, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command

from guardrail import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.langchain import GuardMiddleware, guarded
from tests.guardrail_adapters.langchain.conftest import BAD, GOOD, Scripted

PERSON = "My dog barks this morning."
SAID = {"messages": [HumanMessage(PERSON)]}
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("get over")])
DRAFTED = ("Things", "get over")
THREAD: Any = {"configurable": {"thread_id": "1"}}


@tool
def look_up(name: str) -> str:
    """Look a dog up."""
    get_stream_writer()({"looking for": name})
    return f"{name} was twelve."


@tool
def hand_over(tool_call_id: Annotated[str, InjectedToolCallId]) -> Command:
    """Let Bob go on."""
    told = ToolMessage("Over to Bob.", tool_call_id=tool_call_id)
    return Command(goto="bob", graph=Command.PARENT, update={"messages": [told]})


def calling(of, **args):
    return AIMessage("", tool_calls=[{"name": of, "args": args, "id": f"c-{of}"}])


def agent(*replies, middleware=(), **more):
    return create_agent(Scripted(replies=list(replies)), middleware=[GuardMiddleware(GUARD), *middleware], **more)


def graph(**nodes):
    """A graph whose first node starts it; the others are reached by commands only."""
    build = StateGraph(MessagesState)
    for name, node in nodes.items():
        build.add_node(name, node)
    build.add_edge(START, next(iter(nodes)))
    return build.compile()


def with_tools():
    return agent(calling("look_up", name="Rex"), BAD, GOOD, tools=[look_up])


def invoking():
    model = guarded(Scripted(replies=[BAD, GOOD]), GUARD).bind(stop=["END"])
    return graph(answer=lambda state: {"messages": [model.invoke(state["messages"])]})


def ainvoking():
    model = guarded(Scripted(replies=[BAD, GOOD]), GUARD)

    async def answer(state):
        return {"messages": [await model.ainvoke(state["messages"])]}

    return graph(answer=answer)


def streaming():
    model = guarded(Scripted(replies=[BAD, GOOD]), GUARD)

    def answer(state):
        first, *rest = model.stream(state["messages"])
        return {"messages": [sum(rest, first)]}

    return graph(answer=answer)


def calling_an_agent():
    inner = agent(BAD, GOOD)
    return graph(answer=lambda state: {"messages": inner.invoke(state)["messages"][-1:]})


def handing_over():
    return graph(ann=agent(calling("hand_over"), tools=[hand_over]), bob=agent(BAD, GOOD))


GRAPHS = (with_tools, invoking, streaming, calling_an_agent, handing_over)
ASYNC_GRAPHS = (with_tools, ainvoking, streaming, calling_an_agent, handing_over)
MODES = ("messages", "updates", "values", ["messages", "updates", "values", "custom"], ["debug", "tasks"])


def leaked(parts):
    return [word for word in DRAFTED if word in str(parts)]


def shown(parts):
    """What a consumer of stream_mode="messages" has of the reply that is delivered: its ids, its words."""
    replies = [message for message, _ in parts if isinstance(message, AIMessage) and not message.tool_calls]
    return {message.id for message in replies}, "".join(message.text for message in replies)


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("build", GRAPHS)
def test_no_stream_holds_a_draft(build, mode):
    parts = list(build().stream(SAID, stream_mode=mode, subgraphs=True))
    assert leaked(parts) == []
    assert GOOD in str(parts)


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("build", ASYNC_GRAPHS)
async def test_no_asynchronous_stream_holds_a_draft(build, mode):
    parts = [part async for part in build().astream(SAID, stream_mode=mode, subgraphs=True)]
    assert leaked(parts) == []
    assert GOOD in str(parts)


@pytest.mark.parametrize("build", GRAPHS)
def test_the_reply_is_streamed_once_under_the_id_it_has_in_the_state(build):
    parts = list(build().stream(SAID, stream_mode=["messages", "values"]))
    ids, words = shown(part for mode, part in parts if mode == "messages")
    (last,) = (message for message in parts[-1][1]["messages"] if message.text == GOOD)
    assert (words, ids) == (GOOD, {last.id})


@pytest.mark.parametrize("build", ASYNC_GRAPHS)
async def test_the_reply_is_streamed_once_asynchronously(build):
    ids, words = shown([part async for part in build().astream(SAID, stream_mode="messages")])
    assert (words, len(ids)) == (GOOD, 1)


@pytest.mark.parametrize("build", ASYNC_GRAPHS)
async def test_no_event_holds_a_draft(build):
    events = [event async for event in build().astream_events(SAID, version="v2")]
    assert leaked(events) == []
    assert GOOD in str(events)


@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")
@pytest.mark.parametrize("build", GRAPHS)
def test_no_event_of_the_third_version_holds_a_draft(build):
    events = list(build().stream_events(SAID, version="v3"))
    assert leaked(events) == []
    assert GOOD in str(events)


@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")
@pytest.mark.parametrize("build", ASYNC_GRAPHS)
async def test_no_asynchronous_event_of_the_third_version_holds_a_draft(build):
    events = [event async for event in await build().astream_events(SAID, version="v3")]
    assert leaked(events) == []
    assert GOOD in str(events)


def test_what_tools_stream_of_their_own_still_comes():
    assert list(with_tools().stream(SAID, stream_mode="custom")) == [{"looking for": "Rex"}]


@pytest.mark.parametrize("before", [True, False])
async def test_a_person_decides_about_a_tool_before_or_behind_the_guard(before):
    both = [GuardMiddleware(GUARD), HumanInTheLoopMiddleware(interrupt_on={"look_up": True})]
    build = create_agent(
        Scripted(replies=[calling("look_up", name="Rex"), BAD, GOOD]),
        tools=[look_up],
        middleware=both if before else both[::-1],
        checkpointer=InMemorySaver(),
    )
    assert build.invoke(SAID, THREAD)["__interrupt__"]
    approve = Command(resume={"decisions": [{"type": "approve"}]})
    parts = [part async for part in build.astream(approve, THREAD, stream_mode="messages")]
    assert shown(parts)[1] == GOOD
    texts = [message.text for message in build.get_state(THREAD).values["messages"]]
    assert texts == [PERSON, "", "Rex was twelve.", GOOD]


@pytest.mark.parametrize("middleware", [(), (ModelRefusalMiddleware(),)], ids=["alone", "with refusals as errors"])
def test_a_refusal_is_neither_judged_nor_hidden(middleware):
    refusal = AIMessage([{"type": "refusal", "refusal": "No."}, {"type": "text", "text": BAD}])
    build = agent(refusal, middleware=middleware)
    if middleware:
        with pytest.raises(ModelRefusalError):
            build.invoke(SAID)
    else:
        assert build.invoke(SAID)["messages"][-1].content == refusal.content


class Boom:
    """A detector that breaks."""

    mode, inline = FlagWords("x").mode, True

    def assess(self, reading):
        raise RuntimeError("boom")


@pytest.mark.parametrize(("on_error", "delivered"), [("open", BAD), ("closed", "Tell me more.")])
def test_a_guard_that_breaks_fails_as_the_policy_says(on_error, delivered):
    policy = Policy(name="test", judging={"on_error": on_error}, fallback="Tell me more.")
    guard = Guard(policy, detectors=[Boom()])
    build = create_agent(Scripted(replies=[BAD]), middleware=[GuardMiddleware(guard)])
    assert build.invoke(SAID)["messages"][-1].text == delivered
    assert guarded(Scripted(replies=[BAD]), guard).invoke(PERSON).text == delivered


class Echo(Scripted):
    """Answers by the number that the person says: every second draft fails, and is better when asked again."""

    replies: list[Any] = []  # noqa: RUF012  # a field of pydantic

    def _next(self, messages, settings, streams):
        number = int(messages[-1].text.split()[-1])
        asked_again = len(messages) > 1
        words = f"You will get over number {number}." if number % 2 and not asked_again else f"I am sorry for {number}."
        return [AIMessage(words)]


async def test_two_hundred_at_once_come_to_what_one_after_another_come_to():
    model, build = guarded(Echo(), GUARD), create_agent(Echo(), middleware=[GuardMiddleware(GUARD)])
    numbers = range(1000, 1200)  # no emergency numbers among them
    asked = [f"I am number {number}" for number in numbers]
    said = [{"messages": [HumanMessage(words)]} for words in asked]
    alone = [model.invoke(words).text for words in asked]
    assert alone == [f"I am sorry for {number}." for number in numbers]
    assert [message.text for message in model.batch(asked)] == alone
    assert [message.text for message in await model.abatch(asked)] == alone
    assert [state["messages"][-1].text for state in build.batch(said)] == alone
    assert [state["messages"][-1].text for state in await build.abatch(said)] == alone

    async def streamed(words):
        return "".join([part.text async for part in model.astream(words)])

    assert await asyncio.gather(*map(streamed, asked)) == alone
