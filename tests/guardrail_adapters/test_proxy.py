import asyncio
import json
import socket
from contextlib import asynccontextmanager
from time import perf_counter

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.errors import ConfigurationError
from guardrail.policy.schema import Policy, Streaming
from guardrail.testing import FlagWords
from guardrail.types import Mode
from guardrail_adapters import proxy as module
from guardrail_adapters import webhook
from guardrail_adapters.proxy import create_app
from guardrail_adapters.scripted import Fault, scripted_upstream
from guardrail_adapters.webhook import Webhook

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
ASK = "My dog barks in the morning and I walk him then."
CHAT = "/v1/chat/completions"


def asking(text=ASK, **fields):
    return {"messages": [{"role": "user", "content": text}], **fields}


def through(handle, guard=GUARD, **options):
    """A client of a proxy over a fake upstream."""
    app = create_app(guard, "http://up.test/v1", httpx.MockTransport(handle), **options)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://proxy.test")


async def test_all_else_goes_through_untouched():
    seen = []

    async def handle(request):
        seen.append((request.method, str(request.url), await request.aread(), request.headers))
        headers = [("x-two", "1"), ("x-two", "2"), ("connection", "x-hop"), ("x-hop", "1"), ("x-request-id", "r")]
        return httpx.Response(207, headers=headers, content=b"\x00\xff")

    async with through(handle) as client:
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "POST"):
            sent = b"" if method in ("GET", "HEAD", "OPTIONS") else b"\xfebody"
            headers = {"authorization": "Bearer a", "x-request-id": "r", "te": "trailers", "proxy-authorization": "b"}
            response = await client.request(method, "/v1/files/a%2Fb?c=%2F&d", content=sent, headers=headers)
            assert (response.status_code, response.content) == (207, b"" if method == "HEAD" else b"\x00\xff")
            assert response.headers.get_list("x-two") == ["1", "2"]
            assert {"connection", "x-hop", "x-guardrail-action"}.isdisjoint(response.headers)
            assert seen[-1][:3] == (method, "http://up.test/v1/files/a%2Fb?c=%2F&d", sent)
            assert {"te", "proxy-authorization"}.isdisjoint(seen[-1][3])
            assert (seen[-1][3]["authorization"], seen[-1][3]["host"]) == ("Bearer a", "up.test")


async def test_a_get_of_chat_completions_is_not_guarded():
    async with through(lambda request: httpx.Response(200, content=b"[]")) as client:
        assert "x-guardrail-action" not in (await client.get(CHAT)).headers


async def test_health_and_readiness():
    async with through(lambda request: httpx.Response(500)) as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready", "policy": "test", "failed": []})


class Broken:
    mode, inline = Mode.CONFLICT_AVOIDANCE, True

    def assess(self, reading):
        raise RuntimeError("no model")


async def test_a_guard_that_cannot_judge_is_not_ready():
    async with through(lambda request: httpx.Response(500), Guard(Policy(name="test"), detectors=[Broken()])) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["failed"]) == (503, ["conflict_avoidance"])


async def test_a_request_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(module, "REQUEST_LIMIT", 100)
    async with through(lambda request: httpx.Response(200)) as client:
        response = await client.post(CHAT, content=b"x" * 101, headers={"x-request-id": "r"})
        assert (response.status_code, response.json()["error"]["code"]) == (413, "request_too_large")
        assert response.headers["x-request-id"] == "r"
        assert (await client.post("/v1/files", content=b"x" * 101)).status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (httpx.ConnectError("no"), 502, "api_error"),
        (httpx.ReadTimeout("no"), 504, "timeout_error"),
        (httpx.InvalidURL("no"), 400, "invalid_request_error"),
    ],
)
async def test_its_own_errors_have_the_shape_of_the_api_that_the_client_speaks(error, status, kind):
    def fail(request):
        raise error

    async with through(fail) as client:
        response = await client.post("/v1/messages", json=asking(), headers={"anthropic-version": "2023-06-01"})
    found = response.json()
    assert (response.status_code, found["type"], found["error"]["type"]) == (status, "error", kind)
    assert set(found["error"]) == {"type", "message"}


async def test_a_message_beyond_the_limit_is_refused_in_anthropics_shape(monkeypatch):
    monkeypatch.setattr(module, "REQUEST_LIMIT", 100)
    async with through(lambda request: httpx.Response(200)) as client:
        headers = {"anthropic-version": "2023-06-01"}
        response = await client.post("/v1/messages", content=b"x" * 101, headers=headers)
    assert (response.status_code, response.json()["error"]["type"]) == (413, "request_too_large")


# Over real HTTP.


@pytest.fixture(scope="module")
def faults():
    script = {fault.value: (fault,) for fault in Fault}
    with listening(scripted_upstream(script)) as up, listening(create_app(GUARD, up, timeout=0.3)) as px:
        yield up, px


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "fault",
    [Fault.UNAUTHORIZED, Fault.RATE_LIMITED, Fault.SERVER_ERROR, Fault.HTML, Fault.TRUNCATED_JSON],
)
def test_the_client_sees_what_upstream_said(faults, fault, stream):
    up, px = (httpx.post(f"{address}{CHAT}", json=asking(fault.value, stream=stream)) for address in faults)
    assert (px.status_code, px.content) == (up.status_code, up.content)
    assert [header for header in px.headers.multi_items() if "guardrail" not in header[0]] == up.headers.multi_items()


def test_date_and_server_are_upstreams_and_come_once():
    async def answer(request: Request):
        return Response(headers={"date": "Sat, 01 Jan 2000 00:00:00 GMT", "server": "upstream"})

    with listening(stage(answer)) as up, listening(create_app(GUARD, up)) as px:
        headers = httpx.get(f"{px}/v1/files/1").headers
    assert headers.get_list("date") == ["Sat, 01 Jan 2000 00:00:00 GMT"]
    assert headers.get_list("server") == ["upstream"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.DROP_BEFORE, 502), (Fault.DROP_DURING, 502), (Fault.HANG, 504), (Fault.HANG_DURING, 504)],
)
def test_a_broken_upstream_is_a_502_or_504_in_time(faults, fault, status):
    started = perf_counter()
    response = httpx.post(f"{faults[1]}{CHAT}", json=asking(fault.value))
    assert (response.status_code, response.json()["error"]["param"]) == (status, None)
    assert perf_counter() - started < 2


def test_an_upstream_that_is_not_there_is_a_502():
    with listening(create_app(GUARD, "http://127.0.0.1:9")) as px:
        assert httpx.post(f"{px}{CHAT}", json=asking()).status_code == 502
        assert httpx.get(f"{px}/v1/models").status_code == 502


@pytest.mark.parametrize("upstream", ["api.test/v1", "ftp://api.test", "http://", "http://api.test:99999", ""])
def test_an_upstream_that_is_no_address_is_refused_before_any_traffic(upstream):
    with pytest.raises(ConfigurationError, match="upstream: found"):
        create_app(GUARD, upstream)


async def test_a_path_that_cannot_be_forwarded_is_a_400():
    app = create_app(GUARD, f"http://up.test/{'a' * 40_000}", httpx.MockTransport(lambda _: httpx.Response(200)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://proxy.test") as client:
        answer = await client.get("/v1/" + "a" * 40_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_url")


def stage(answer):
    """An upstream app of one handler, for every path."""
    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


def test_an_upstream_that_breaks_off_in_a_body_that_is_passed_on_breaks_off_the_client():
    async def answer(request: Request):
        return Response(b"half", headers={"content-length": "100"})

    with listening(stage(answer)) as up, listening(create_app(GUARD, up)) as px:  # noqa: SIM117  # it is what must raise
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{px}/v1/files/1")


async def echo(scope, receive, send):
    """An upstream that says back each part of the request as it hears it."""
    if scope["type"] == "lifespan":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        await send({"type": "http.response.body", "body": message["body"], "more_body": more})


async def test_bodies_stream_through_both_ways():
    async def sent():
        for _ in range(64):
            yield b"x" * 65_536

    async with serving(echo) as up, serving(create_app(GUARD, up)) as px, httpx.AsyncClient() as client:
        response = await client.post(f"{px}/v1/files", content=sent())
        assert len(response.content) == 64 * 65_536


async def test_tenants_cookies_never_mix():
    async def answer(request: Request):
        response = Response(json.dumps({"choices": [{"message": {"content": request.headers.get("cookie", "none")}}]}))
        response.headers["content-type"] = "application/json"
        response.set_cookie("tenant", request.headers["authorization"])
        return response

    with listening(stage(answer)) as up, listening(create_app(GUARD, up)) as px:
        for path in (CHAT, "/v1/files"):
            for tenant in ("a", "b"):
                response = httpx.post(f"{px}{path}", json=asking(), headers={"authorization": tenant})
                assert response.headers["set-cookie"].startswith(f"tenant={tenant}")
                assert response.json()["choices"][0]["message"]["content"] == "none"


# The client leaves.


class Upstream:
    """An upstream whose answer begins and does not end, and that knows when it was left."""

    def __init__(self, *first):
        self.first, self.asked, self.left = first, asyncio.Event(), asyncio.Event()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return
        message = await receive()
        for sent in self.first:
            await send(sent)
        self.asked.set()
        while message["type"] != "http.disconnect":
            message = await receive()
        self.left.set()


def start(kind):
    return {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}


CHUNK = {"type": "http.response.body", "body": b'data: {"choices": []}\n\n', "more_body": True}
OBSERVING = Guard(Policy(name="test", streaming=Streaming(mode="observe")), detectors=[])
LEADING = Guard(Policy(name="test", streaming=Streaming(mode="lead", opening=1)), detectors=[])


@pytest.mark.parametrize(
    ("guard", "path", "first"),
    [
        (GUARD, CHAT, []),
        (GUARD, CHAT, [start(b"application/json"), {**CHUNK, "body": b"{"}]),
        (GUARD, CHAT, [start(b"text/event-stream"), CHUNK]),
        (OBSERVING, CHAT, [start(b"text/event-stream"), CHUNK]),
        (LEADING, CHAT, [start(b"text/event-stream"), CHUNK]),
        (GUARD, "/v1/files", [start(b"text/plain"), CHUNK]),
    ],
    ids=[
        "before the first byte",
        "in a held body",
        "in a held stream",
        "in an observed stream",
        "in a led stream",
        "in a passing body",
    ],
)
async def test_when_the_client_leaves_upstream_is_left(guard, path, first):
    upstream = Upstream(*first)
    async with serving(upstream) as up, serving(create_app(guard, up)) as px, httpx.AsyncClient() as client:
        task = asyncio.create_task(client.post(f"{px}{path}", json=asking(stream=True)))
        await asyncio.wait_for(upstream.asked.wait(), 5)
        task.cancel()
        await asyncio.wait_for(upstream.left.wait(), 5)


def spoken(text):
    content = json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]})
    return {**CHUNK, "body": f"data: {content}\n\n".encode()}


async def test_a_led_stream_reaches_the_client_while_upstream_goes_on_and_leaving_then_leaves_upstream():
    words = [spoken(sentence) for sentence in ("I am so sorry.", " He was yours.", " I am here.")]
    upstream = Upstream(start(b"text/event-stream"), *words)
    async with serving(upstream) as up, serving(create_app(LEADING, up)) as px, httpx.AsyncClient() as client:
        async with client.stream("POST", f"{px}{CHAT}", json=asking(stream=True)) as response:
            assert response.headers["x-guardrail-pending"] == "lead"
            assert await anext(response.aiter_raw()) == words[0]["body"]
            assert not upstream.left.is_set()
        await asyncio.wait_for(upstream.left.wait(), 5)


async def test_a_heartbeat_reaches_the_client_and_leaving_then_leaves_upstream():
    beating = Guard(Policy(name="test", streaming=Streaming(heartbeat=0.01)), detectors=[])
    upstream = Upstream(start(b"text/event-stream"), CHUNK)
    async with serving(upstream) as up, serving(create_app(beating, up)) as px, httpx.AsyncClient() as client:
        async with client.stream("POST", f"{px}{CHAT}", json=asking(stream=True)) as response:
            assert await anext(response.aiter_raw()) == b": ping\n\n"
            assert not upstream.left.is_set()
        await asyncio.wait_for(upstream.left.wait(), 5)


@asynccontextmanager
async def serving(app):
    """Serve an app on this event loop, so that its events can be awaited."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, ws="none"))
        task = asyncio.create_task(server.serve([listener]))
        while not server.started:
            await asyncio.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


DARK = "I want to die at the old mill."


@pytest.fixture
def desk(monkeypatch):
    """The desk of the people that conversations are handed to: its address, and what it was told."""
    monkeypatch.setenv("GUARDRAIL_HAND_OVER_SECRET", "a secret of some length")
    told = []

    async def receive(request: Request):
        await asyncio.sleep(0.2)  # slower than the replies
        told.append(json.loads(await request.body()))
        return Response(status_code=204)

    with listening(Starlette(routes=[Route("/", receive, methods=["POST"])])) as address:
        yield address, told


@pytest.mark.parametrize("mode", ["hold", "lead", "observe"])
@pytest.mark.parametrize("stream", [False, True])
def test_who_is_in_danger_is_handed_over_and_no_reply_waits_for_it(desk, mode, stream):
    address, told = desk
    policy = Policy(name="test", streaming=Streaming(mode=mode))
    guard = Guard(policy, [FlagWords("somewhat")], hand_over=Webhook(policy, address))
    script = scripted_upstream({DARK: ["I'm here. Call 988.", "x"]})
    with listening(script) as up, listening(create_app(guard, up)) as px:
        response = httpx.post(f"{px}{CHAT}", json=asking(DARK, stream=stream), headers={"x-request-id": "chat-7"})
        assert "988" in response.text
        if not stream:
            assert not told
    (entry,) = told  # the proxy has stopped, and told what was still to be told
    assert (entry["hand_over"], entry["request"]) == (["crisis"], "chat-7")
    assert "mill" not in json.dumps(entry)
    if not stream or mode == "hold":
        assert response.headers["x-guardrail-hand-over"] == "crisis"
        assert response.headers["x-guardrail-hand-over-id"] == entry["id"]


def test_a_desk_that_is_not_there_costs_no_reply_and_a_bounded_time_at_the_end(monkeypatch, caplog):
    monkeypatch.setenv("GUARDRAIL_HAND_OVER_SECRET", "a secret of some length")
    monkeypatch.setattr(module, "DRAIN", 0.2)
    monkeypatch.setattr(webhook, "_BACKOFF", lambda state: 30.0)
    policy = Policy(name="test")
    guard = Guard(policy, [FlagWords("somewhat")], hand_over=Webhook(policy, "http://127.0.0.1:9"))
    with listening(scripted_upstream({DARK: ["I'm here. Call 988."]})) as up, listening(create_app(guard, up)) as px:
        assert httpx.post(f"{px}{CHAT}", json=asking(DARK)).status_code == 200
    assert "hand-overs were still waiting after 0.2 seconds" in caplog.text


async def test_what_is_not_judged_is_handed_over_all_the_same():
    async with through(lambda request: httpx.Response(200, content=b"x" * 200), buffer_limit=100) as client:
        response = await client.post(CHAT, json=asking(DARK))
    assert response.headers["x-guardrail-skipped"] == "longer than 100 bytes"
    assert response.headers["x-guardrail-hand-over"] == "crisis"
