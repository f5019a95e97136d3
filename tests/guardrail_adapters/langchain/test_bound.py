from langchain_core.messages import AIMessage
from langchain_core.rate_limiters import BaseRateLimiter

from guardrail_adapters.langchain.bound import (
    chunks,
    chunks_async,
    complete,
    complete_async,
    consulting,
    consulting_async,
    first,
)


class Counter(BaseRateLimiter):
    calls = 0

    def acquire(self, *, blocking=True):
        self.calls += 1
        return True

    async def aacquire(self, *, blocking=True):
        self.calls += 1
        return True


async def test_every_call_keeps_to_the_rate_limit(scripted, person):
    limiter = Counter()
    model = scripted(*["Hello there."] * 4, rate_limiter=limiter)
    assert first(complete(model, person, None, {})).text == "Hello there."
    assert first(await complete_async(model, person, None, {})).text == "Hello there."
    assert "".join(chunk.text for chunk in chunks(model, person, None, {})) == "Hello there."
    assert "".join([chunk.text async for chunk in chunks_async(model, person, None, {})]) == "Hello there."
    assert limiter.calls == 4
    assert model.streams == [False, False, True, True]


async def test_a_model_that_does_not_stream_gives_one_chunk(scripted, person):
    model = scripted(*["Hello there."] * 2, disable_streaming=True)
    assert [chunk.text for chunk in chunks(model, person, None, {})] == ["Hello there."]
    assert [chunk.text async for chunk in chunks_async(model, person, None, {})] == ["Hello there."]


def test_settings_reach_the_model(scripted, person):
    model = scripted(AIMessage("Hi."))
    complete(model, person, ["END"], {"tools": ["t"]})
    assert model.settings == [{"tools": ["t"]}]


async def test_a_question_of_its_own_takes_neither_tools_nor_formats_along(scripted, person):
    model, settings = (
        scripted("Yes.", "Yes."),
        {"tools": ["t"], "tool_choice": "t", "response_format": {}, "model": "m"},
    )
    assert consulting(model, settings)(person).text == "Yes."
    assert (await consulting_async(model, settings)(person)).text == "Yes."
    assert model.settings == [{"model": "m"}] * 2
