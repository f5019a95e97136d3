import sys
from types import ModuleType, SimpleNamespace

import pytest

litellm = pytest.importorskip("litellm", reason="needs the extra litellm")

from guardrail.engine import Guard
from guardrail.policy.schema import Policy, Repair, SecondOpinion
from guardrail.testing import FlagWords
from guardrail.types import Reply
from guardrail_adapters.litellm.call import Call, asks_again, serving
from tests.guardrail_adapters.litellm.conftest import ASK, BAD, GOOD

pytestmark = pytest.mark.filterwarnings("ignore")  # LiteLLM's own, of its types
SAID = [{"role": "user", "content": ASK}]
ONCE = {"n": 2, "stream": True, "stream_options": {}, "guardrails": ["empathy"], "litellm_call_id": "1"}


@pytest.fixture
def guard():
    def build(**policy):
        asking = {"modes": {"emotional_attenuation": {"action": "regenerate"}}, **policy}
        return Guard(Policy(name="test", **asking), detectors=[FlagWords("somewhat")])

    return build


class Model:
    """What LiteLLM calls: keeps what it was called with."""

    def __init__(self):
        self.called, self.again = [], []

    async def __call__(self, **settings):
        self.called.append(settings)
        self.again.append(asks_again())
        return litellm.ModelResponse(choices=[{"index": 0, "message": {"role": "assistant", "content": GOOD}}])


async def asked_with(guard, data):
    model = Model()
    outcomes = await Call(guard(), {"messages": SAID, **data}, model).outcomes({0: Reply(BAD)})
    assert (outcomes[0].reply.text, model.again) == (GOOD, [True])
    (settings,) = model.called
    assert settings.pop("messages")[1:] == SAID
    return settings


@pytest.mark.parametrize("request_of_a_proxy", [None, {"body": {"model": "m", "custom": 1}}])
async def test_the_call_is_made_again_as_it_was_but_for_what_is_of_one_call(guard, request_of_a_proxy):
    proxied = {"proxy_server_request": request_of_a_proxy} if request_of_a_proxy else {}
    own = {"model": "m", "temperature": 0.3, "custom": 1, "metadata": {"key": "hash"}, **proxied}
    assert await asked_with(guard, {**own, **ONCE}) == own
    assert not asks_again()


async def test_a_proxys_notes_are_not_sent_on(guard):
    notes = {"deployment": {"litellm_params": {"api_key": "secret"}}, "_litellm_stream_usage_injected": True, "note": 1}
    sent = {"body": {"model": "m", "deployment": "of the client"}}
    settings = await asked_with(guard, {"model": "m", "proxy_server_request": sent, **notes})
    assert settings == {"model": "m", "proxy_server_request": sent}


async def test_what_litellm_writes_into_the_second_call_is_not_in_the_first(guard):
    metadata = {}
    settings = await asked_with(guard, {"metadata": metadata})
    settings["metadata"]["deployment"] = "other"
    assert metadata == {}


async def test_a_second_opinion_is_asked_of_the_same_model_without_tools_and_formats(guard):
    doubting = guard(second_opinion=SecondOpinion(model="upstream", band=(0.5, 1)), repair=Repair(attempts=0))
    model = Model()
    own = {"model": "m", "temperature": 0.3, "tools": [1], "response_format": {"type": "text"}, "max_tokens": 9}
    await Call(doubting, {"messages": SAID, **own}, model).outcomes({0: Reply(BAD)})
    assert [{**settings, "messages": 0} for settings in model.called] == [
        {"model": "m", "temperature": 0.3, "messages": 0}
    ]


async def test_a_judge_at_an_endpoint_is_asked_in_place_of_the_model(guard):
    endpoint = {
        "url": "http://127.0.0.1:9/v1",
        "model": "judge",
    }  # where nobody listens: the reply is delivered as judged
    opinion = SecondOpinion(model="endpoint", endpoint=endpoint, band=(0.5, 1))
    model, doubting = Model(), guard(second_opinion=opinion, repair=Repair(attempts=0))
    outcomes = await Call(doubting, {"messages": SAID}, model).outcomes({0: Reply(BAD)})
    assert (outcomes[0].reply.text, outcomes[0].opinions[0].calls, model.called) == (BAD, 1, [])


def test_the_proxys_router_makes_the_calls_where_there_is_one(monkeypatch):
    proxy = ModuleType("proxy_server")
    monkeypatch.setitem(sys.modules, "litellm.proxy.proxy_server", proxy)
    assert serving() is litellm.acompletion
    proxy.llm_router = SimpleNamespace(acompletion=Model())
    assert serving() is proxy.llm_router.acompletion
