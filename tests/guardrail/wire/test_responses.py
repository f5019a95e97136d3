import json

import pytest

from guardrail.errors import InputError, Unfinished, Unreadable
from guardrail.wire.responses import WholeResponse, decode
from guardrail.wire.responses_request import ResponsesRequest
from guardrail.wire.responses_stream import ResponseStream

REQUEST = ResponsesRequest.of({"input": "My dog died this morning and I miss him."})
OLD, NEW = "That is somewhat sad. 🐕", "I am so sorry."
ANNOTATED = {"annotations": [], "logprobs": []}


def body(words=OLD, **fields):
    part = {"type": "output_text", "text": words, **ANNOTATED}
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}
    found = {"id": "resp_1", "object": "response", "status": "completed", "output": [message], "vendor": 1, **fields}
    return json.dumps(found, indent=2, ensure_ascii=False).encode()


def test_the_same_bytes_where_no_words_change(delivering):
    whole = WholeResponse.decode(REQUEST, body())
    assert whole.encode({0: delivering(whole.replies[0])}) == body()


def test_other_words_and_nothing_else(delivering):
    whole = WholeResponse.decode(REQUEST, body())
    assert json.loads(whole.encode({0: delivering(whole.replies[0], NEW)})) == json.loads(body(NEW))


@pytest.mark.parametrize("wanted", [{}, {"text": {"format": {"type": "json_object"}}}])
@pytest.mark.parametrize("told", [{}, {"text": {"format": {"type": "json_schema", "schema": {}}}}])
def test_structured_output_is_known_by_the_request_or_by_the_response(wanted, told):
    reply = WholeResponse.decode(ResponsesRequest.of({"input": "x", **wanted}), body(**told)).replies[0]
    assert reply.structured is bool(wanted or told)


@pytest.mark.parametrize(
    ("status", "error"), [("queued", Unfinished), ("in_progress", Unfinished), ("failed", Unreadable)]
)
def test_a_response_without_a_reply_is_not_read(status, error):
    with pytest.raises(Unreadable, match=f"response {status}") as caught:
        decode(REQUEST, "application/json", body(status=status))
    assert caught.type is error


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"{}", b'{"output": "x"}', b'{"error": {}}'])
def test_refuses_what_is_no_response(content):
    with pytest.raises(InputError):
        decode(REQUEST, "application/json", content)


def test_the_media_type_says_what_it_is():
    assert isinstance(decode(REQUEST, "", body()), WholeResponse)
    stream = b'data: {"type": "response.created", "response": {}}\n\n'
    assert isinstance(decode(REQUEST, "text/event-stream", stream), ResponseStream)
    with pytest.raises(Unreadable, match="text/html"):
        decode(REQUEST, "text/html", body())
