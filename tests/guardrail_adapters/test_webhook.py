import base64
import hashlib
import hmac
import json
from time import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.errors import ConfigurationError
from guardrail.policy.schema import HandOverPolicy, Policy
from guardrail.testing import FlagWords
from guardrail.types import Conversation
from guardrail_adapters import webhook as module
from guardrail_adapters.correlation import request_id
from guardrail_adapters.webhook import BusyError, RefusedError, Webhook

DARK = Conversation.of("I want to die at the old mill.")
SECRET = "a secret of some length"
POLICY = Policy(name="desk")
URL = "https://desk.test/hand-overs"


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("GUARDRAIL_HAND_OVER_SECRET", SECRET)
    monkeypatch.setattr(module, "_BACKOFF", lambda state: 0.0)


class Receiver:
    """Answers in order, the last answer for ever, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers, self.requests = answers, []

    def __call__(self, request):
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer


def posted(*answers, policy=POLICY):
    receiver = Receiver(*answers)
    webhook = Webhook(policy, URL, transport=httpx.MockTransport(receiver))
    return receiver, webhook, Guard(policy, [FlagWords("bad")]).run(DARK, "It is bad.")


def verified(secret, headers, body):
    """The hand-over, as a receiver would read it: the documented check, on its own."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert hmac.compare_digest(headers["webhook-signature"], f"v1,{right}")
    assert abs(time() - int(headers["webhook-timestamp"])) < 300
    return json.loads(body)


def test_what_is_posted_is_signed_and_holds_no_words():
    receiver, webhook, outcome = posted(httpx.Response(204))
    request_id.set("chat-7")
    webhook(DARK, outcome)
    (request,) = receiver.requests
    told = verified(SECRET.encode(), request.headers, request.content)
    assert (request.method, str(request.url), request.headers["content-type"]) == ("POST", URL, "application/json")
    assert (told["id"], request.headers["webhook-id"]) == (outcome.hand_over.id, outcome.hand_over.id)
    assert (told["policy"], told["hand_over"], told["danger"]) == ("desk", ["crisis"], ["suicide"])
    assert (told["flagged"], told["request"]) == (["emotional_attenuation"], "chat-7")
    assert b"mill" not in request.content


def test_words_are_sent_where_the_policy_says_so():
    policy = Policy(name="desk", hand_over=HandOverPolicy(texts=True))
    receiver, webhook, outcome = posted(httpx.Response(200), policy=policy)
    webhook(DARK, outcome)
    told = json.loads(receiver.requests[0].content)
    assert told["messages"] == [{"role": "user", "text": DARK.last_user}]
    assert (told["reply"], told["delivered"]) == ("It is bad.", outcome.reply.text)


def test_a_secret_may_be_in_base64(monkeypatch):
    key = bytes(range(24))
    monkeypatch.setenv("OTHER", f"whsec_{base64.b64encode(key).decode()}")
    receiver = Receiver(httpx.Response(200))
    webhook = Webhook(POLICY, URL, "OTHER", httpx.MockTransport(receiver))
    webhook(DARK, posted(httpx.Response(200))[2])
    assert verified(key, receiver.requests[0].headers, receiver.requests[0].content)


@pytest.mark.parametrize(
    "first", [httpx.Response(503), httpx.Response(429), httpx.Response(408), httpx.ConnectError("no")]
)
def test_who_is_busy_or_away_is_asked_again_with_the_same_id(first):
    receiver, webhook, outcome = posted(first, httpx.ReadTimeout("late"), httpx.Response(200))
    webhook(DARK, outcome)
    assert [request.headers["webhook-id"] for request in receiver.requests] == [outcome.hand_over.id] * 3


def test_tries_are_bounded_and_the_last_fault_is_raised():
    receiver, webhook, outcome = posted(httpx.Response(503))
    with pytest.raises(BusyError, match="503"):
        webhook(DARK, outcome)
    assert len(receiver.requests) == module.TRIES


def test_a_wait_that_is_too_long_is_not_waited():
    receiver, webhook, outcome = posted(httpx.Response(503, headers={"retry-after": "600"}))
    with pytest.raises(BusyError) as caught:
        webhook(DARK, outcome)
    assert (caught.value.retry_after, len(receiver.requests)) == (600.0, 1)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 410])
def test_who_refuses_is_not_asked_again(status):
    receiver, webhook, outcome = posted(httpx.Response(status, headers={"location": URL}))
    with pytest.raises(RefusedError, match=str(status)):
        webhook(DARK, outcome)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("url", ["desk.test/x", "ftp://desk.test", "https://", "https://desk.test:99999", ""])
def test_what_is_no_address_is_refused_at_the_start(url):
    with pytest.raises(ConfigurationError, match=r"hand-over: found .*; allowed: an address"):
        Webhook(POLICY, url)


@pytest.mark.parametrize(
    ("value", "found"), [("", "nothing"), ("short", "5 bytes"), ("whsec_%", "no base64 after whsec_")]
)
def test_what_is_no_secret_is_refused_at_the_start_and_not_shown(monkeypatch, value, found):
    monkeypatch.setenv("MY_SECRET", value)
    with pytest.raises(ConfigurationError, match=f"MY_SECRET: found {found}; allowed: 16 bytes") as refused:
        Webhook(POLICY, URL, "MY_SECRET")
    assert not value or value not in str(refused.value)


def test_a_guard_posts_over_real_http():
    told = []

    async def receive(request: Request):
        told.append(verified(SECRET.encode(), request.headers, await request.body()))
        return Response(status_code=204)

    with listening(Starlette(routes=[Route("/desk", receive, methods=["POST"])])) as address:
        guard = Guard(POLICY, [FlagWords("bad")], hand_over=Webhook(POLICY, f"{address}/desk"))
        outcome = guard.run(DARK, "It is bad.")
        assert guard.handovers.flush()
    assert [entry["id"] for entry in told] == [outcome.hand_over.id]
