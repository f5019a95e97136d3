import pytest
from langchain_core.messages import AIMessage

from guardrail.policy.schema import Endpoint, SecondOpinion
from guardrail.testing import ScriptedJudge
from guardrail_adapters.endpoint import EndpointJudge
from guardrail_adapters.langchain.exchange import Exchange, is_original, passes, repair_usage
from guardrail_adapters.langchain.messages import conversation_of


def usage(tokens):
    return {"input_tokens": tokens, "output_tokens": tokens, "total_tokens": 2 * tokens}


@pytest.fixture
def exchange(guard, person, bad):
    return Exchange(guard, conversation_of(person), AIMessage(bad, usage_metadata=usage(1)))


async def test_both_ways_deliver_the_same(exchange, good):
    async def call(messages):
        return AIMessage(good, usage_metadata=usage(10))

    message = exchange.run(lambda messages: AIMessage(good, usage_metadata=usage(10)))
    assert await exchange.arun(call) == message
    assert message.text == good
    assert message.usage_metadata["total_tokens"] == 22
    assert repair_usage(message)["total_tokens"] == 20
    assert not is_original(message)


def test_the_message_that_came_is_not_altered(exchange):
    before = exchange.message.model_copy(deep=True)
    delivered = exchange.run()
    assert exchange.message == before
    assert is_original(delivered)
    assert repair_usage(delivered) is None


def test_without_usage_none_is_made_up(exchange, bad, good):
    plain = Exchange(exchange.guard, exchange.conversation, AIMessage(bad))
    assert plain.run(lambda messages: AIMessage(good)).usage_metadata is None


def test_the_fallback_keeps_all_but_the_words(build_guard, exchange, bad):
    guard = build_guard(modes={"emotional_attenuation": {"action": "fallback"}}, fallback="Tell me more.")
    image = {"type": "image", "url": "https://example.org/dog.png"}
    message = AIMessage([{"type": "text", "text": bad}, image], id="m1")
    delivered = Exchange(guard, exchange.conversation, message).run()
    assert delivered.content == [{"type": "text", "text": "Tell me more."}, image]
    assert delivered.id == "m1"


@pytest.mark.parametrize(("wanted", "words", "tokens"), [("upstream", "good", 242), ("off", "bad", 2)])
async def test_a_second_opinion_is_asked_for_where_the_policy_has_it_from_the_model(
    wanted, words, tokens, doubting, exchange, opinion, bad, good
):
    guard = doubting.under(second_opinion=SecondOpinion(model=wanted))
    doubtful = Exchange(guard, exchange.conversation, exchange.message)

    def call(messages):
        return AIMessage(good, usage_metadata=usage(20))

    def consult(messages):
        assert [message.type for message in messages] == ["system", "human"]
        return AIMessage(opinion, usage_metadata=usage(100))

    async def acall(messages):
        return call(messages)

    async def aconsult(messages):
        return consult(messages)

    for message in (doubtful.run(call, consult), await doubtful.arun(acall, aconsult)):
        assert message.text == {"good": good, "bad": bad}[words]
        assert message.usage_metadata["total_tokens"] == tokens


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_judge_elsewhere_is_asked_and_its_tokens_are_not_the_models(
    kind, doubting, exchange, opinion, bad, good, monkeypatch
):
    judge = ScriptedJudge(2, "get over")
    monkeypatch.setattr(EndpointJudge, "ask", lambda self, request: judge(request))
    monkeypatch.setattr(EndpointJudge, "aask", lambda self, request: judge.ask(request))
    there = SecondOpinion(model="endpoint", endpoint=Endpoint(url="http://judge.test/v1", model="m"))
    doubtful = Exchange(doubting.under(second_opinion=there), exchange.conversation, exchange.message)

    async def acall(messages):
        return AIMessage(good, usage_metadata=usage(20))

    def call(messages):
        return AIMessage(good, usage_metadata=usage(20))

    message = doubtful.run(call) if kind == "sync" else await doubtful.arun(acall)
    assert (message.text, message.usage_metadata["total_tokens"]) == (good, 42)
    assert judge.asked[0].endpoint == there.endpoint
    cost = message.response_metadata["guardrail"]["opinion"]
    assert (cost["calls"], cost["unanswered"]) == (1, 0)
    assert cost["tokens"] > 300


def test_without_doubt_there_is_no_opinion_in_the_record(exchange):
    assert exchange.run().response_metadata["guardrail"]["opinion"] is None


REASONING, IMAGE = {"type": "reasoning", "reasoning": "They grieve."}, {"type": "image", "url": "https://example.org"}


@pytest.mark.parametrize(
    ("beside", "came", "kept_id"),
    [
        ([], [], "m2"),
        ([], [REASONING], "m2"),
        ([REASONING], [{**REASONING, "reasoning": "They shake."}], "m2"),
        ([REASONING], [], "m1"),
        ([REASONING, IMAGE], [REASONING], "m1"),
        ([IMAGE], [IMAGE], "m2"),
    ],
)
def test_a_better_reply_comes_in_its_own_message_unless_that_would_lose_a_block(
    beside, came, kept_id, exchange, bad, good
):
    def message(words, blocks, name):
        usage_of_it = usage(1 if name == "m1" else 10)
        return AIMessage([*blocks, {"type": "text", "text": words}], id=name, usage_metadata=usage_of_it)

    delivered = Exchange(exchange.guard, exchange.conversation, message(bad, beside, "m1")).run(
        lambda messages: message(good, came, "m2")
    )
    assert delivered.content == message(good, came if kept_id == "m2" else beside, "").content
    assert (delivered.id, delivered.usage_metadata["total_tokens"]) == (kept_id, 22)


def test_words_edited_in_a_better_reply_are_those_of_its_message(exchange, bad, good):
    blocks = [{"type": "text", "text": "That is somewhat sad. "}, REASONING, {"type": "text", "text": good}]
    delivered = exchange.run(lambda messages: AIMessage(blocks, id="m2"))
    assert delivered.content == [{"type": "text", "text": "That is sad. "}, *blocks[1:]]
    assert delivered.id == "m2"


def test_an_observer_changes_nothing(exchange, good, bad):
    watching = Exchange(exchange.guard.under(shadow=True), exchange.conversation, exchange.message)
    delivered = watching.run(lambda messages: AIMessage(good))
    assert delivered.text == bad
    assert delivered.response_metadata["guardrail"]["shadow"] is True
    assert watching.guard.recorder is exchange.guard.recorder


def test_which_policies_show_streams_as_they_come(build_guard):
    assert passes(build_guard(shadow=True).policy)
    assert passes(build_guard(streaming={"mode": "observe"}).policy)
    assert not passes(build_guard().policy)
