import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from guardrail.errors import InputError
from guardrail_adapters.langchain.step import GuardStep


@pytest.fixture
def step(guard, scripted, good):
    return GuardStep(guard=guard, conversation="messages", model=scripted(good))


def held(reply):
    return {"messages": [HumanMessage("My dog barks this morning.")], "reply": reply, "sources": ["a"]}


@pytest.mark.parametrize("kind", [str, AIMessage, AIMessageChunk])
async def test_the_reply_comes_back_in_kind_beside_everything_else(kind, step, scripted, bad, good):
    for answer in (
        step.invoke(held(kind(bad))),
        await step.model_copy(update={"model": scripted(good)}).ainvoke(held(kind(bad))),
    ):
        assert type(answer["reply"]) is kind
        assert (answer["reply"] if kind is str else answer["reply"].text) == good
        assert answer["sources"] == ["a"]


async def test_batch_and_streams(guard, scripted, bad, good):
    def step():
        return GuardStep(guard=guard, conversation="messages", model=scripted(good))

    async def parts():
        yield held(bad)

    assert step().batch([held(bad)])[0]["reply"] == good
    assert [part["reply"] for part in step().stream(held(bad))] == [good]
    assert [part["reply"] async for part in step().astream(held(bad))] == [good]
    assert [part["reply"] async for part in step().atransform(parts())] == [good]


def test_a_streamed_object_is_taken_in_whole(guard, scripted, bad, good):
    def words(_):
        yield from ["Things happen, and you will surely get ", "over this quite soon."]

    chain = RunnablePassthrough.assign(reply=RunnableLambda(words)) | GuardStep(
        guard=guard, conversation="messages", model=scripted(good)
    )
    replies = [part["reply"] for part in chain.stream({"messages": "My dog barks."}) if "reply" in part]
    assert replies == [good]


def test_without_a_model_only_words_are_edited(guard, bad):
    step = GuardStep(guard=guard, conversation=lambda given: given["messages"])
    assert step.invoke(held("That is somewhat hard for you."))["reply"] == "That is hard for you."
    assert step.invoke(held(bad))["reply"] == bad


async def test_the_repair_call_is_in_no_stream(guard, scripted, bad, good):
    step = GuardStep(guard=guard, conversation="messages", model=scripted(bad, good))
    events = [event async for event in step.astream_events(held(bad), version="v2")]
    assert not [event for event in events if event["event"].startswith("on_chat_model")]
    assert step.model.streams == [False, False]


def test_what_is_missing_is_named(step):
    assert step.missing({"messages": [], "reply": ""}) == ""
    assert (
        step.missing({"answer": ""})
        == "guard: found an object with 'answer'; allowed: an object with 'messages', 'reply'"
    )
    assert step.missing("Hi.") == "guard: found str; allowed: an object with 'messages', 'reply'"
    placed = step.model_copy(update={"conversation": lambda given: given["said"]})
    assert placed.missing({"said": ""}) == "guard: found an object with 'said'; allowed: an object with 'reply'"


@pytest.mark.parametrize("given", ["Hi.", {"messages": []}, {"reply": "Hi."}, {"messages": [], "reply": 3}])
def test_what_is_missing_is_said(given, step):
    with pytest.raises(InputError, match="allowed"):
        step.invoke(given)
