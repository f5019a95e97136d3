import json

import pytest

from guardrail.wire.responses_events import Frame
from guardrail.wire.sse import Event

AT = {"output_index": 1, "content_index": 2}
PART = {"type": "output_text", "text": "Hello"}
MESSAGE = {"type": "message", "content": [PART]}


def frame(body, name=""):
    event = f"event: {name}\n" if name else ""
    data = body if isinstance(body, str) else json.dumps(body)
    return Frame.of(Event.of(f"{event}data: {data}\n\n".encode()))


@pytest.mark.parametrize(
    ("body", "delta", "wholes"),
    [
        ({"type": "response.output_text.delta", "delta": "He", **AT}, "He", []),
        ({"type": "response.refusal.delta", "delta": "No", **AT}, "", []),
        ({"type": "response.function_call_arguments.delta", "delta": "{", "output_index": 1}, "", []),
        ({"type": "response.output_text.done", "text": "Hello", **AT}, "", [((1, 2), PART)]),
        ({"type": "response.content_part.done", "part": PART, **AT}, "", [((1, 2), PART)]),
        ({"type": "response.output_item.done", "item": MESSAGE, "output_index": 3}, "", [((3, 0), PART)]),
        ({"type": "response.completed", "response": {"output": [{}, MESSAGE]}}, "", [((1, 0), PART)]),
        ({"type": "response.created", "response": {"output": None}, "part": "odd", "item": []}, "", []),
        ({"type": 7, "delta": 7}, "", []),
        ("[DONE]", "", []),
    ],
)
def test_finds_the_words_wherever_they_stand(body, delta, wholes):
    found = frame(body)
    assert (found.delta, list(found.wholes)) == (delta, wholes)


def test_another_body_is_written_and_the_same_keeps_its_bytes():
    found = frame({"type": "response.incomplete", "x": "é"}, "response.incomplete")
    assert found.with_body({**found.body}) is found.event.raw
    assert found.with_body({"type": "response.completed"}) == (
        b'event: response.completed\ndata: {"type":"response.completed"}\n\n'
    )
    assert frame({"type": "a"}).with_body({"type": "b"}) == b'data: {"type":"b"}\n\n'
