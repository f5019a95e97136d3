import sys
from inspect import signature

from guardrail.cli.serve import armed, serve
from guardrail.errors import ConfigurationError, MissingExtra
from guardrail.policy.load import load
from guardrail.policy.schema import Endpoint, SecondOpinion
from guardrail_adapters.proxy import TIMEOUT
from guardrail_adapters.webhook import Webhook


def test_what_is_armed_is_said_at_the_start():
    said = "\n".join(armed(load("companion")))
    for words in (
        "policy companion",
        "emotional_attenuation: regenerate from 0.3",
        "streaming hold",
        "when judging fails: closed",
        "3 calls within 30 s, then fallback",
        "audit off",
        "danger looked for; handed over: crisis, fallback",
    ):
        assert words in said


def test_shadow_is_said_too():
    assert "in shadow" in armed(load("default").model_copy(update={"shadow": True}))[0]


def test_who_is_asked_for_a_second_opinion_is_said_where_somebody_is():
    def said(**settings):
        return armed(load("default").model_copy(update={"second_opinion": SecondOpinion(**settings)}))[-1]

    there = Endpoint(url="http://judge.test/v1", model="m")
    assert said(model="upstream") == "second opinion of upstream on scores from 0.25 to 0.6"
    assert said(model="endpoint", endpoint=there).startswith("second opinion of http://judge.test/v1 on")
    assert "second opinion" not in said()


def test_the_proxy_is_served_in_front_of_the_upstream(run, monkeypatch):
    served = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **options: served.update(app=app, **options))
    monkeypatch.setattr(
        "guardrail_adapters.proxy.create_app", lambda guard, upstream, timeout: (guard.policy.name, upstream, timeout)
    )
    done = run("serve", "--upstream", "http://x/v1", "-p", "support", "--port", "9000", "--timeout", "7")
    assert done.exit_code == 0
    assert served["app"] == ("support", "http://x/v1", 7.0)
    assert (served["host"], served["port"]) == ("127.0.0.1", 9000)
    assert (served["date_header"], served["server_header"]) == (False, False)
    assert done.stdout == ""
    assert "policy support" in done.stderr
    assert "upstream http://x/v1; hand-overs in headers only" in done.stderr


def test_hand_overs_are_posted_with_the_secret_of_the_variable_that_is_named(run, monkeypatch):
    served = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **options: None)
    monkeypatch.setattr("guardrail_adapters.proxy.create_app", lambda guard, *_, **__: served.update(guard=guard))
    command = ("serve", "--upstream", "http://x/v1", "--hand-over", "https://desk.test", "--hand-over-secret", "DESK")
    refused = run(*command)
    assert isinstance(refused.exception, ConfigurationError)
    assert "DESK: found nothing" in str(refused.exception)
    monkeypatch.setenv("DESK", "a secret of some length")
    done = run(*command)
    assert done.exit_code == 0
    assert "hand-overs posted" in done.stderr
    assert isinstance(served["guard"].handovers._hook, Webhook)


def test_the_timeout_is_the_proxys_own_and_no_less_than_a_second(run):
    assert signature(serve).parameters["timeout"].default == TIMEOUT
    done = run("serve", "--upstream", "http://x/v1", "--timeout", "0")
    assert done.exit_code == 2
    assert "--timeout" in done.stderr


def test_without_the_proxy_the_extra_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = run("serve", "--upstream", "http://x/v1")
    assert isinstance(done.exception, MissingExtra)
    assert "empathy-guardrail[proxy]" in str(done.exception)
