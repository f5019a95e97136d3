import httpx
import pytest

from guardrail_adapters.scripted import scripted_upstream

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
SCRIPT = {
    "Hello": ("Hi there.", "Better.", "Best."),
    "Two": (("One.", "Two."),),
    "Tool": ({"tool_calls": [CALL]},),
    "Refuse": ({"refusal": "No."},),
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


async def test_streams_end_as_each_wire_ends_them():
    _, http = client()
    chat = (await http.post("/v1/chat/completions", **asked("Two", stream=True))).text
    assert chat.endswith("data: [DONE]\n\n")
    events = (await http.post("/v1/responses", json={"input": "Two", "stream": True})).text
    assert events.split("\n\n")[-2].startswith("event: response.completed\ndata: {")


async def answered(http, text, **fields):
    response = (await http.post("/responses", json={"input": text, **fields})).json()
    return response["id"], [part["text"] for item in response["output"] for part in item["content"]]


async def test_a_response_is_kept_with_the_items_that_it_answers():
    app, http = client()
    first, said = await answered(http, "Hello")
    again, better = await answered(http, "Hello", instructions="Be specific.", previous_response_id=first)
    assert (said, better, app.state.requests[0]) == (["Hi there."], ["Better."], {"input": "Hello"})
    assert (await http.get(f"/v1/responses/{again}")).json()["output"][0]["content"][0]["text"] == "Better."
    page = (await http.get(f"/v1/responses/{again}/input_items?limit=2")).json()
    assert [item["role"] for item in page["data"]] == ["user", "assistant"]
    assert page["has_more"] is True
    tail = (await http.get(f"/responses/{first}?stream=true&starting_after=8")).text
    assert tail.startswith("event: response.completed")


async def test_a_response_in_the_background_is_done_when_it_is_retrieved():
    _, http = client()
    queued = (await http.post("/responses", json={"input": "Hello", "background": True})).json()
    assert (queued["status"], queued["output"]) == ("queued", [])
    assert (await http.get(f"/responses/{queued['id']}")).json()["status"] == "completed"


async def test_what_is_not_kept_cannot_be_had():
    _, http = client()
    name, _ = await answered(http, "Hello", store=False)
    for path in (f"/responses/{name}", f"/responses/{name}/input_items", "/responses/other"):
        assert (await http.get(path)).status_code == 404
    assert (await http.post("/responses", json={"input": "Unknown"})).status_code == 404


@pytest.mark.parametrize(
    ("path", "content"),
    [
        *(("/v1/chat/completions", content) for content in ("{", "[]", "{}", '{"messages": ["x"]}')),
        *(("/v1/responses", content) for content in ("{", "[]", '{"input": ["x"]}')),
    ],
)
async def test_what_is_no_request_gets_a_400(path, content):
    app, http = client()
    assert (await http.post(path, content=content)).status_code == 400
    assert app.state.requests == []


@pytest.mark.parametrize(
    ("script", "named"),
    [
        (lambda words: "Hi.", "script: found function; allowed: a mapping"),
        ({"Hello?": "Hi."}, "script\\['Hello\\?'\\]: found str; allowed: a list of turns"),
        ({"Hello?": None}, "script\\['Hello\\?'\\]: found NoneType"),
    ],
)
def test_what_is_no_script_is_refused_at_once(script, named):
    with pytest.raises(TypeError, match=named):
        scripted_upstream(script)
