from __future__ import annotations

import asyncio
import json
import time

import pytest
import yaml
from markdown_it import MarkdownIt
from pydantic import BaseModel

litellm = pytest.importorskip("litellm", reason="needs the extra litellm")

from litellm.proxy.types_utils.utils import get_instance_fn
from litellm.types.guardrails import GuardrailEventHooks

from guardrail.engine import Guard
from guardrail.errors import ConfigurationError, PolicyError
from guardrail.policy.schema import Audit, Policy, Streaming
from guardrail.testing import FlagWords
from guardrail_adapters.litellm import EmpathyGuardrail
from tests.guardrail_adapters.litellm.conftest import ASK, BAD, CALL, GOOD, JSON, KEY, ROOT

pytestmark = pytest.mark.filterwarnings("ignore")  # LiteLLM's own, of its types and clients
DATA = {"messages": [{"role": "user", "content": ASK}]}


def guardrail(**policy):
    asking = {"modes": {"emotional_attenuation": {"action": "regenerate"}}, **policy}
    return EmpathyGuardrail(policy=Guard(Policy(name="test", **asking), detectors=[FlagWords("somewhat")]))


def message(response, index=0):
    return response.json()["choices"][index]["message"]


def chunks(response):
    return [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]


def deltas(response, index=0):
    found = [choice for chunk in chunks(response) for choice in chunk["choices"] if choice["index"] == index]
    return [choice["delta"] for choice in found]


def said(response, index=0):
    """The words of a choice, streamed or not."""
    if response.headers["content-type"].startswith("application/json"):
        return message(response, index)["content"]
    return "".join(delta.get("content") or "" for delta in deltas(response, index))


def recorded(path, count=1):
    """What was recorded, when it is: streams that are observed are judged in their own time."""
    until = time.monotonic() + 5
    while not (path.exists() and path.read_text().count("\n") >= count) and time.monotonic() < until:
        time.sleep(0.01)
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_is_put_right_and_no_draft_of_it_leaves(post, upstream, stream):
    response = await post("held", stream=stream, temperature=0.3, custom=1)
    assert said(response) == GOOD
    assert "somewhat" not in response.text
    first, again = upstream.requests
    assert (again["messages"][0]["role"], again["messages"][1:]) == ("system", first["messages"])
    assert {**again, "messages": 0} == {"model": "scripted", "temperature": 0.3, "custom": 1, "messages": 0}
    assert KEY not in str(upstream.requests)


async def test_usage_is_summed_and_the_headers_say_what_was_done(post, upstream):
    response = await post("held")
    usage = response.json()["usage"]
    counted = sum(len(message["content"].split()) for body in upstream.requests for message in body["messages"])
    assert (usage["prompt_tokens"], usage["completion_tokens"]) == (counted, len(f"{BAD} {GOOD}".split()))
    told = {name: value for name, value in response.headers.items() if name.startswith("x-guardrail")}
    assert json.loads(told.pop("x-guardrail-usage"))["completion_tokens"] == len(GOOD.split())
    assert told == {
        "x-guardrail-action": "regenerate",
        "x-guardrail-policy": "test",
        "x-guardrail-modes": "emotional_attenuation",
    }
    assert "x-litellm-model-id" in response.headers


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("text", ["Nothing to mend.", "Refuse.", "Data."])
async def test_what_needs_no_change_is_what_litellm_gives(post, upstream, text, stream):
    fields = {"response_format": {"type": "json_object"}} if text == "Data." else {}
    bare, guarded = [await post(each, text, stream=stream, **fields) for each in (None, "held")]

    def plain(response):
        found = chunks(response) if stream else [response.json()]
        return [{**item, "id": 0, "created": 0} for item in found]

    assert plain(guarded) == plain(bare)
    assert len(upstream.requests) == 2


@pytest.mark.parametrize("stream", [False, True])
async def test_each_choice_is_judged_on_its_own(post, upstream, stream):
    response = await post("held", "Two.", n=2, stream=stream)
    assert [said(response, index) for index in (0, 1)] == [GOOD, GOOD]
    assert "n" not in upstream.requests[1]


@pytest.mark.parametrize("stream", [False, True])
async def test_tool_calls_stay_beside_other_words(post, stream):
    response = await post("held", "Tools.", stream=stream)
    parts = deltas(response) if stream else [message(response)]
    assert [call["function"] for part in parts for call in part.get("tool_calls") or ()] == [CALL["function"]]
    assert said(response) == GOOD


@pytest.mark.parametrize(("guard", "reasoning"), [("held", "Oh."), ("shadowing", "Somewhat.")])
async def test_reasoning_is_neither_judged_nor_parted_from_its_words(post, guard, reasoning):
    assert message(await post(guard, "Think."))["reasoning_content"] == reasoning


@pytest.mark.parametrize("text", ["Tools instead.", "Fail."])
async def test_a_failing_repair_leaves_the_reply_that_came(post, upstream, text):
    response = await post("held", text)
    assert (said(response), message(response).get("tool_calls")) == (BAD, None)
    assert len(upstream.requests) >= 2


@pytest.mark.parametrize("guard", ["observing", "shadowing"])
async def test_what_is_observed_leaves_as_it_comes_and_is_judged_afterwards(post, upstream, records, guard):
    (records / f"{guard}.jsonl").unlink(missing_ok=True)
    assert said(await post(guard, stream=True)) == BAD
    (record,) = recorded(records / f"{guard}.jsonl")
    assert (record["flagged"], record["action"]) == (["emotional_attenuation"], "deliver")
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("guard", "words"), [("failing_open", BAD), ("failing_closed", "Tell me more.")])
async def test_a_guard_that_breaks_fails_as_its_policy_says(post, guard, words, stream):
    assert said(await post(guard, stream=stream)) == words


async def test_many_at_once_are_not_mixed_up(post):
    asked = [post("held", f"My dog number {n} died.", stream=n % 2 == 0) for n in range(9)]
    assert [said(each) for each in await asyncio.gather(*asked)] == [f"I am so sorry about dog {n}." for n in range(9)]


async def test_it_runs_where_it_is_named_and_where_it_is_on_by_default(post):
    assert said(await post(None)) == BAD
    assert said(await post(None, "Always.")) == GOOD


async def test_a_model_may_name_it_and_its_replies_are_judged_once(post, records):
    (records / "shadowing.jsonl").unlink(missing_ok=True)
    response = await post(None, model="guarded")
    assert response.headers["x-guardrail-modes"] == "emotional_attenuation"
    assert said(await post(None, "Nothing to mend.", model="guarded")) == GOOD
    assert len(recorded(records / "shadowing.jsonl", 2)) == 2


@pytest.mark.parametrize(
    ("wrong", "error"), [({"policy": "compnion"}, PolicyError), ({"event_hook": "pre_call"}, ConfigurationError)]
)
def test_a_wrong_configuration_is_refused_at_the_start(wrong, error):
    with pytest.raises(error):
        EmpathyGuardrail(**wrong)


@pytest.mark.parametrize("document", ["README.md", "docs/hosts.md"])
def test_the_documents_show_a_configuration_that_arms_it(document):
    (block,) = [token for token in MarkdownIt().parse((ROOT / document).read_text()) if token.info == "yaml litellm"]
    (shown,) = yaml.safe_load(block.content)["guardrails"]
    told = shown["litellm_params"]
    armed = get_instance_fn(told["guardrail"])(
        guardrail_name=shown["guardrail_name"],
        event_hook=told["mode"],
        default_on=told["default_on"],
        policy=told["policy"],
    )
    assert armed.should_run_guardrail({}, GuardrailEventHooks.post_call)
    assert armed.guard.policy.name == told["policy"]


async def test_litellm_logs_what_was_done_and_no_word_of_it():
    data = {**DATA, "metadata": {}}
    reply = litellm.ModelResponse(choices=[{"index": 0, "message": {"role": "assistant", "content": BAD}}])
    await guardrail(shadow=True).async_post_call_success_hook(data, None, reply)
    (logged,) = data["metadata"]["standard_logging_guardrail_information"]
    assert logged["guardrail_status"] == "guardrail_flagged"
    assert logged["guardrail_response"]["x-guardrail-modes"] == "emotional_attenuation"
    assert "somewhat" not in str(logged)


async def test_replies_of_other_endpoints_pass_and_are_recorded(tmp_path):
    path = tmp_path / "audit.jsonl"
    recording = guardrail(audit=Audit(sink="file", path=str(path)))
    assert await recording.async_post_call_success_hook({**DATA}, None, litellm.TextCompletionResponse()) is None

    came = []

    async def raw():
        for event in (b"event: message_start\n\n", b"event: message_stop\n\n"):
            came.append(event)
            yield event

    async for chunk in recording.async_post_call_streaming_iterator_hook(None, raw(), {**DATA}):
        assert chunk is came[-1]  # it leaves before the next one comes
    assert len(came) == 2
    assert [record["skipped"] for record in recorded(path, 2)] == ["not a chat completion"] * 2


async def test_who_leaves_an_observed_stream_early_has_still_been_observed(tmp_path):
    path = tmp_path / "audit.jsonl"
    watching = guardrail(streaming=Streaming(mode="observe"), audit=Audit(sink="file", path=str(path)))

    async def answer():
        for words in ["That is somewhat ", "sad for you, I suppose, and "]:
            yield litellm.ModelResponseStream(choices=[{"index": 0, "delta": {"content": words}}])

    stream = watching.async_post_call_streaming_iterator_hook(None, answer(), {**DATA})
    await anext(stream)
    await stream.aclose()
    assert len(recorded(path)) == 1


class Tone(BaseModel):
    tone: str


async def test_the_sdk_calls_it_back_where_it_is_named(sdk, monkeypatch):
    async def words(*, guardrails=("empathy",), **asking):
        named = {"guardrails": list(guardrails)} if guardrails else {}
        return (await litellm.acompletion(**asking, **named)).choices[0].message.content

    monkeypatch.setattr(litellm, "callbacks", [guardrail()])
    assert await words(**sdk()) == GOOD
    assert await words(**sdk("Nothing to mend.")) == GOOD
    assert await words(**sdk(), guardrails=()) == BAD
    assert await words(**sdk("Data."), response_format=Tone) == JSON
    history = [*sdk()["messages"], litellm.Message(role="assistant", content="Oh."), *sdk()["messages"]]
    assert await words(**{**sdk(), "messages": history}) == GOOD
