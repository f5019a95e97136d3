import httpx
import pytest

from guardrail.cli.listening import listening
from guardrail_adapters.scripted import Fault, scripted_upstream

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
SCRIPT = {
    "Hello": ("Hi there.", "Better.", "Best."),
    "Two": (("One.", "Two."),),
    "Tool": ({"tool_calls": [CALL]},),
    "Refuse": ({"refusal": "No."},),
    **{fault.value: (fault,) for fault in Fault},
}


def client(script=SCRIPT):
    app = scripted_upstream(script)
    return app, httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://scripted.test")


def asked(text, *before, **fields):
    return {"json": {"messages": [*before, {"role": "user", "content": text}], **fields}}


async def said(http, *args, **fields):
    response = await http.post("/v1/chat/completions", **asked(*args, **fields))
    return [choice["message"]["content"] for choice in response.json()["choices"]]


async def test_a_repair_gets_the_next_turn_and_the_same_words_the_first_again():
    app, http = client()
    guided = {"role": "system", "content": "Be specific."}
    turns = [("Hello",), ("Hello", guided), ("Hello\n\nBe specific.",), ("Hello", guided), ("Hello",)]
    assert [await said(http, *turn) for turn in turns] == [
        ["Hi there."],
        ["Better."],
        ["Best."],
        ["Best."],
        ["Hi there."],
    ]
    assert app.state.requests[1]["messages"][0] == guided


async def test_choices_tools_refusals_and_models():
    _, http = client()
    assert await said(http, "Two") == ["One.", "Two."]
    called = (await http.post("/chat/completions", **asked("Tool"))).json()["choices"][0]
    assert (called["message"]["tool_calls"], called["finish_reason"]) == ([CALL], "tool_calls")
    assert (await http.post("/chat/completions", **asked("Refuse"))).json()["choices"][0]["message"]["refusal"] == "No."
    assert (await http.get("/v1/models")).json()["data"][0]["id"] == "scripted"
    assert (await http.post("/chat/completions", **asked("Unknown"))).status_code == 404


async def test_streams_word_by_word_and_tells_usage_only_when_asked():
    _, http = client()
    plain = (await http.post("/v1/chat/completions", **asked("Two", stream=True))).text
    assert plain.endswith("data: [DONE]\n\n")
    assert plain.count('"content": "One."') == 1
    assert "usage" not in plain
    options = {"include_usage": True}
    counted = (await http.post("/v1/chat/completions", **asked("Tool", stream=True, stream_options=options))).text
    assert '"choices": [], "usage": {"prompt_tokens": 1' in counted
    assert '"tool_calls": [{"index": 0, "id": "1"' in counted
    assert '"refusal": "No."' in (await http.post("/v1/chat/completions", **asked("Refuse", stream=True))).text


@pytest.fixture(scope="module")
def address():
    with listening(scripted_upstream(SCRIPT)) as found:
        yield found


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault.UNAUTHORIZED, 401, '{"error"'),
        (Fault.RATE_LIMITED, 429, '{"error"'),
        (Fault.SERVER_ERROR, 500, '{"error"'),
        (Fault.HTML, 200, "<html>"),
        (Fault.TRUNCATED_JSON, 200, '{"id"'),
    ],
)
def test_faults_that_answer(address, fault, status, body):
    response = httpx.post(f"{address}/v1/chat/completions", **asked(fault.value))
    assert response.status_code == status
    assert response.text.startswith(body)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.DROP_BEFORE, httpx.RemoteProtocolError),
        (Fault.DROP_DURING, httpx.RemoteProtocolError),
        (Fault.HANG, httpx.ReadTimeout),
        (Fault.HANG_DURING, httpx.ReadTimeout),
    ],
)
def test_faults_that_do_not(address, fault, error):
    with pytest.raises(error):
        httpx.post(f"{address}/v1/chat/completions", **asked(fault.value), timeout=0.2)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"messages": ["x"]}'])
async def test_what_is_no_request_gets_a_400(content):
    app, http = client()
    assert (await http.post("/v1/chat/completions", content=content)).status_code == 400
    assert app.state.requests == []
