import json

import pytest

from guardrail.wire.messages_events import Block, Blocks, Frame
from guardrail.wire.sse import Event


def frame(body):
    return Frame.of(Event.of(f"event: {body.get('type')}\ndata: {json.dumps(body)}\n\n".encode()))


def opens(index, kind, **fields):
    return frame({"type": "content_block_start", "index": index, "content_block": {"type": kind, **fields}})


def adds(index, kind, **fields):
    return frame({"type": "content_block_delta", "index": index, "delta": {"type": kind, **fields}})


@pytest.mark.parametrize(
    ("event", "idle"),
    [
        (frame({"type": "message_start", "message": {}}), True),
        (frame({"type": "ping"}), True),
        (frame({}), True),
        (opens(0, "text", text=""), True),
        (opens(0, "text", text="Oh"), False),
        (opens(0, "thinking", thinking=""), True),
        (opens(0, "tool_use", name="f"), False),
        (adds(0, "text_delta", text="Oh"), False),
        (adds(0, "thinking_delta", thinking="Oh"), False),
        (frame({"type": "message_stop"}), False),
    ],
)
def test_what_comes_before_the_first_words_or_thoughts_is_idle(event, idle):
    assert event.idle is idle


def test_blocks_add_up_by_index_whatever_comes_between():
    told = [opens(1, "text", text="A"), opens(0, "thinking"), adds(1, "text_delta", text=" b"), frame({"type": "ping"})]
    blocks = Blocks(told)
    assert len(blocks) == 2
    assert list(blocks.ordered.items()) == [(0, Block("thinking")), (1, Block("text", ["A", " b"]))]
    assert blocks.ordered[1].words == "A b"


def test_an_event_keeps_its_bytes_where_its_body_does():
    came = adds(0, "text_delta", text="Oh")
    assert came.with_body(came.body) == came.raw
    assert b'"text":"Ah"' in came.with_body({**came.body, "delta": {"type": "text_delta", "text": "Ah"}})
