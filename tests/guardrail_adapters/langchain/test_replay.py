import pytest
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from guardrail_adapters.langchain.exchange import Exchange
from guardrail_adapters.langchain.messages import conversation_of
from guardrail_adapters.langchain.replay import afterword, merged, replay

USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}


def chunk(text, info=None, **fields):
    return ChatGenerationChunk(message=AIMessageChunk(text, id="m1", **fields), generation_info=info)


@pytest.fixture
def held(bad):
    return [chunk(bad[:10]), chunk(bad[10:]), chunk("", {"finish_reason": "stop"}, usage_metadata=USAGE)]


@pytest.fixture
def exchange(guard, person, held):
    return Exchange(guard, conversation_of(person), merged(held))


def test_a_stream_put_together(held, bad):
    message = merged(held)
    assert (message.text, message.id, message.usage_metadata) == (bad, "m1", USAGE)
    assert message.response_metadata["finish_reason"] == "stop"


def test_an_unchanged_stream_goes_on_as_it_came_with_the_record_at_its_end(exchange, held, bad):
    spent = AIMessage(bad, usage_metadata=USAGE)
    sent = replay(held, exchange.run(lambda messages: spent))
    assert list(sent[:-1]) == held[:-1]
    assert sent[-1].generation_info == {"finish_reason": "stop"}
    assert sent[-1].message.usage_metadata["total_tokens"] == 6
    assert sent[-1].message.response_metadata["guardrail"]["action"] == "deliver"
    assert held[-1].message.usage_metadata == USAGE


def test_a_changed_one_goes_in_one_chunk(exchange, held, good):
    (sent,) = replay(held, exchange.run(lambda messages: AIMessage(good, id="m2")))
    assert (sent.text, sent.message.id, sent.message.chunk_position) == (good, "m2", "last")


def test_an_afterword_adds_no_words(exchange, bad):
    after = afterword(exchange.run())
    assert (AIMessageChunk(bad, id="m1") + after.message).text == bad
    assert after.message.response_metadata["guardrail"]["flagged"] == ["emotional_attenuation"]


def test_only_what_was_not_sent_follows_under_the_same_name(exchange, held, bad):
    sent = [chunk(bad[:10], usage_metadata=USAGE, response_metadata={"model": "m"}), *held[1:]]
    better = AIMessage(f"{bad[:10]}better.", id="m2", usage_metadata=USAGE, response_metadata={"model": "m"})
    (rest,) = replay(sent, exchange.run(lambda messages: better), left=1)
    whole = sent[0].message + rest.message
    assert (whole.text, whole.id, whole.response_metadata["model"]) == (better.text, "m1", "m")
    assert whole.usage_metadata["total_tokens"] == 4


def test_where_all_was_sent_only_the_record_follows(exchange, held):
    (end,) = replay(held, exchange.run(), left=len(held))
    assert (end.text, end.message.response_metadata["guardrail"]["flagged"]) == ("", ["emotional_attenuation"])
