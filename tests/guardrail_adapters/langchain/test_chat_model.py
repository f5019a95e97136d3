from __future__ import annotations

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import BaseCallbackHandler, get_usage_metadata_callback
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.prompt_values import ChatPromptValue
from pydantic import BaseModel

from guardrail.errors import InputError
from guardrail_adapters.langchain import GuardedChatModel


class Answer(BaseModel):
    """An answer."""

    value: str


def call(name="Answer", **args):
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": "c1"}])


@pytest.fixture
def guarded_model(scripted, guard):
    def build(*replies, **fields):
        return GuardedChatModel(bound=scripted(*replies, **fields), guard=guard)

    return build


async def drive(model, way, given):
    """The message a consumer ends up with, in every way there is to call a model."""
    match way:
        case "invoke":
            return model.invoke(given)
        case "ainvoke":
            return await model.ainvoke(given)
        case "batch":
            return model.batch([given])[0]
        case "abatch":
            return (await model.abatch([given]))[0]
        case "stream":
            return total(list(model.stream(given)))
        case "astream":
            return total([chunk async for chunk in model.astream(given)])
        case "transform":
            return total(list(model.transform(iter([given]))))
        case "atransform":
            return total([chunk async for chunk in model.atransform(_one(given))])


async def _one(given):
    yield given


def total(chunks):
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    return whole


WAYS = ("invoke", "ainvoke", "batch", "abatch", "stream", "astream", "transform", "atransform")


@pytest.mark.parametrize("way", WAYS)
async def test_a_failing_reply_is_asked_for_again(way, guarded_model, person, bad, good):
    model = guarded_model(bad, good)
    message = await drive(model, way, person)
    assert message.text == good
    assert message.usage_metadata["total_tokens"] == 30
    record = message.response_metadata["guardrail"]
    assert (record["action"], record["flagged"]) == ("regenerate", ["emotional_attenuation"])
    assert record["repair_usage"]["total_tokens"] == 15
    guidance, *rest = model.bound.asked[1]
    assert isinstance(guidance, SystemMessage)
    assert rest == person


@pytest.mark.parametrize("way", WAYS)
async def test_a_good_reply_is_untouched(way, guarded_model, person, good):
    message = await drive(guarded_model(good), way, person)
    assert message.text == good
    assert message.usage_metadata["total_tokens"] == 15
    assert message.response_metadata["guardrail"]["action"] == "deliver"


@pytest.mark.parametrize("way", WAYS)
async def test_when_no_better_reply_comes_the_first_is_delivered_and_all_calls_counted(way, guarded_model, person, bad):
    message = await drive(guarded_model(bad, bad, bad), way, person)
    assert message.text == bad
    assert message.usage_metadata["total_tokens"] == 45


def test_a_good_stream_arrives_word_by_word(guarded_model, person, good):
    chunks = list(guarded_model(good).stream(person))
    assert len(chunks) > 10
    assert all(isinstance(chunk, AIMessageChunk) for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_changed_stream_holds_no_word_of_the_draft(guarded_model, person, bad, good):
    assert [chunk.text for chunk in guarded_model(bad, good).stream(person) if chunk.text] == [good]


class Tokens(BaseCallbackHandler):
    def __init__(self):
        self.heard = []

    def on_llm_new_token(self, token, **kwargs):
        self.heard.append(token)

    def on_llm_end(self, response, **kwargs):
        self.heard.append(response.generations[0][0].text)


def test_callbacks_of_the_model_hear_one_run_without_drafts(guarded_model, person, bad, good):
    listener = Tokens()
    guarded_model(bad, good, callbacks=[listener]).invoke(person)
    assert listener.heard == [good]


def test_usage_is_counted_once(guarded_model, person, bad, good):
    name = {"response_metadata": {"model_name": "scripted"}}
    usage = {"usage_metadata": {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}}
    model = guarded_model(AIMessage(bad, **name, **usage), AIMessage(good, **name, **usage))
    with get_usage_metadata_callback() as counted:
        model.invoke(person)
    assert counted.usage_metadata["scripted"]["total_tokens"] == 30


def test_words_are_edited_where_that_is_enough(guarded_model, person):
    reasoning = {"type": "reasoning", "reasoning": "They are somewhat sad."}
    image = {"type": "image", "url": "https://example.org/dog.png"}
    blocks = [reasoning, {"type": "text", "text": "That is somewhat hard, and I am sorry."}, image]
    message = guarded_model(AIMessage(blocks, id="m1")).invoke(person)
    assert message.content == [reasoning, {"type": "text", "text": "That is hard, and I am sorry."}, image]
    assert message.id == "m1"


def test_tool_calls_are_kept_and_nothing_is_asked_again(guarded_model, person, bad):
    asked = AIMessage(bad, tool_calls=[{"name": "Answer", "args": {"value": "1"}, "id": "c1"}])
    model = guarded_model(asked).bind_tools([Answer])
    message = model.invoke(person)
    assert message.tool_calls == asked.tool_calls
    assert len(model.bound.bound.asked) == 1


def test_beside_tool_calls_words_are_still_edited(guarded_model, person):
    asked = AIMessage("That is somewhat hard, so let me look.", tool_calls=call(value="1").tool_calls)
    message = guarded_model(asked).invoke(person)
    assert message.content == "That is hard, so let me look."
    assert message.tool_calls == asked.tool_calls


def test_a_tool_call_is_no_better_reply(guarded_model, person, bad):
    model = guarded_model(bad, call(value="1"), call(value="1"))
    message = model.invoke(person)
    assert (message.text, message.tool_calls) == (bad, [])


def test_tools_reach_the_model_and_its_repair_call(guarded_model, person, bad, good):
    model = guarded_model(bad, good)
    model.bind_tools([Answer], tool_choice="any").invoke(person)
    assert [settings["tools"][0]["function"]["name"] for settings in model.bound.settings] == ["Answer", "Answer"]
    assert model.bound.settings[0]["tool_choice"] == "any"


@pytest.mark.parametrize("way", WAYS)
async def test_structured_output_is_the_models_own(way, guarded_model, person):
    model = guarded_model(call(value="get over it")).with_structured_output(Answer)
    assert await drive(model, way, person) == Answer(value="get over it")


def test_a_reply_in_a_response_format_is_not_judged(guarded_model, person, bad):
    schema = {"type": "json_schema", "json_schema": {"name": "Answer", "schema": {}}}
    message = guarded_model(bad).invoke(person, response_format=schema)
    assert "structured output" in message.response_metadata["guardrail"]["reason"]


def test_plain_text_as_response_format_is_judged(guarded_model, person, bad, good):
    assert guarded_model(bad, good).invoke(person, response_format={"type": "text"}).text == good


def test_a_refusal_is_left_alone(guarded_model, person):
    refusal = AIMessage([{"type": "refusal", "refusal": "You will get over it."}])
    assert guarded_model(refusal).invoke(person).content == refusal.content


@pytest.mark.parametrize("way", ["generate", "agenerate"])
async def test_each_choice_is_judged_alone(way, guarded_model, person, bad, good):
    model = guarded_model((good, bad), "I am sorry about your dog.")
    made = model.generate([person], n=2) if way == "generate" else await model.agenerate([person], n=2)
    (choices,) = made.generations
    assert [choice.text for choice in choices] == [good, "I am sorry about your dog."]
    assert [settings["n"] for settings in model.bound.settings] == [2, 1]


@pytest.mark.parametrize("way", ["stream", "astream"])
async def test_several_choices_in_one_stream_are_refused_aloud(way, guarded_model, person, good):
    model = guarded_model(good)
    with pytest.raises(InputError, match=r"n: found 2; allowed in a stream: 1"):
        await drive(model.bind(n=2), way, person)
    assert model.bound.asked == []


@pytest.mark.parametrize("way", WAYS)
async def test_a_run_is_named_tagged_and_described_as_the_caller_says(way, guarded_model, person, bad, good):
    runs = []

    class Runs(BaseCallbackHandler):
        def on_chat_model_start(self, serialized, messages, *, tags, metadata, name=None, **kwargs):
            runs.append((name, tags, metadata["person"]))

    config = {"callbacks": [Runs()], "tags": ["ours"], "metadata": {"person": "p1"}, "run_name": "answer"}
    await drive(guarded_model(bad, good).with_config(config), way, person)
    assert runs == [("answer", ["ours"], "p1")]


@pytest.mark.parametrize(
    "given",
    ["My dog barks.", ChatPromptValue(messages=[HumanMessage("My dog barks.")]), [("user", "My dog barks.")]],
)
def test_whatever_a_model_takes(given, guarded_model, bad, good):
    assert guarded_model(bad, good).invoke(given).text == good


@pytest.mark.parametrize("version", ["v0", "v1"])
@pytest.mark.parametrize("way", WAYS)
async def test_a_better_reply_takes_nothing_away_but_words(way, version, guarded_model, person, bad, good):
    def blocks(words):
        image = {"type": "image", "url": "https://example.org/dog.png"}
        return [{"type": "reasoning", "reasoning": "They grieve."}, {"type": "text", "text": words}, image]

    message = await drive(guarded_model(AIMessage(blocks(bad)), good, output_version=version), way, person)
    numbered = [{**block, "index": at} for at, block in enumerate(blocks(good))]
    assert message.content in (blocks(good), numbered)  # streams number their blocks


def test_an_error_of_the_model_is_raised_as_it_is(guarded_model, person):
    with pytest.raises(ZeroDivisionError):
        guarded_model(ZeroDivisionError()).invoke(person)


def test_an_error_while_repairing_is_not(guarded_model, person, bad):
    assert guarded_model(bad, ZeroDivisionError(), ZeroDivisionError()).invoke(person).text == bad


def test_with_retry_and_with_fallbacks(guarded_model, person, bad, good):
    assert (
        guarded_model(ZeroDivisionError(), good).with_retry(wait_exponential_jitter=False).invoke(person).text == good
    )
    failing, other = guarded_model(ZeroDivisionError()), guarded_model(bad, good)
    assert failing.with_fallbacks([other]).invoke(person).text == good


def test_the_cache_of_the_model_is_under_the_guard(guarded_model, person, bad, good):
    model = guarded_model(bad, good, cache=InMemoryCache())
    assert [model.invoke(person).text for _ in range(2)] == [good, good]
    assert len(model.bound.asked) == 2


@pytest.mark.parametrize("policy", [{"streaming": {"mode": "observe"}}, {"shadow": True}])
async def test_an_observed_stream_is_shown_at_once_and_judged_at_its_end(policy, scripted, build_guard, person, bad):
    model = GuardedChatModel(bound=scripted(bad, bad), guard=build_guard(**policy))
    for way in ("stream", "astream"):
        message = await drive(model, way, person)
        assert message.text == bad
        assert message.response_metadata["guardrail"]["flagged"] == ["emotional_attenuation"]
    assert len(model.bound.asked) == 2


def test_an_observed_stream_is_not_held(scripted, build_guard, person, bad):
    model = GuardedChatModel(bound=scripted(bad), guard=build_guard(streaming={"mode": "observe"}))
    assert next(model.stream(person)).text == "Things "


def test_a_model_that_does_not_stream(guarded_model, person, bad, good):
    model = guarded_model(bad, good, disable_streaming=True)
    assert total(list(model.stream(person))).text == good
    assert model.bound.streams == [False, False]


@pytest.mark.parametrize("way", WAYS)
async def test_a_second_opinion_is_the_models_own_without_its_tools(
    way, scripted, doubting, person, opinion, bad, good
):
    model = GuardedChatModel(bound=scripted(bad, opinion, good), guard=doubting)
    message = await drive(model.bind_tools([Answer]), way, person)
    assert (message.text, message.usage_metadata["total_tokens"]) == (good, 45)
    assert ["tools" in settings for settings in model.bound.settings] == [True, False, True]


def test_a_model_that_only_streams(guard, scripted, person, bad, good):
    class Streaming(type(scripted())):
        streaming: bool = True

    model = GuardedChatModel(bound=Streaming(replies=[bad, good], streaming=True), guard=guard)
    assert model.invoke(person).text == good
    assert model.bound.streams == [True, True]


def test_the_model_is_known_by_its_own_name(scripted, guard):
    model = GuardedChatModel(bound=scripted(tags=["ours"]), guard=guard)
    assert model.tags == ["ours"]
    assert model._llm_type == "scripted"
    assert model.model_name == "scripted-1"
