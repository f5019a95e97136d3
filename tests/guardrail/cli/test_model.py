import pytest

import guardrail_adapters.asking
from guardrail import Conversation
from guardrail.cli.model import Upstream, judge_for
from guardrail.errors import InputError
from guardrail.policy.schema import Endpoint, Policy, SecondOpinion
from guardrail_adapters.endpoint import EndpointJudge


def test_without_a_url_there_is_nobody_to_ask(capsys):
    upstream = Upstream("", "m")
    upstream.report()
    assert (upstream.ask, capsys.readouterr().err) == (None, "")


def test_a_url_without_a_model_is_refused():
    with pytest.raises(InputError, match="--model: found nothing"):
        Upstream("http://x/v1", "")


def test_failed_calls_are_raised_and_told_in_the_end(monkeypatch, capsys):
    def refuse(conversation):
        raise ConnectionError("refused")

    monkeypatch.setattr(guardrail_adapters.asking, "asking", lambda url, model: refuse)
    upstream = Upstream("http://x/v1", "m")
    with pytest.raises(ConnectionError):
        upstream.ask(Conversation.of("hi"))
    upstream.report()
    assert capsys.readouterr().err == "1 calls of the model failed, the last with: refused\n"


def test_a_judge_at_an_endpoint_is_asked_for_opinions():
    there = Endpoint(url="http://judge.test/v1", model="m")
    judge = judge_for(Policy(name="p", second_opinion=SecondOpinion(model="endpoint", endpoint=there)))
    assert judge.__self__ == EndpointJudge(there)
    assert judge_for(Policy(name="p")) is None
