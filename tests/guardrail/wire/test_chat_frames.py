import json

import pytest

from guardrail.types import Reply
from guardrail.wire.chat_frames import Frame, Heard, words_of
from guardrail.wire.sse import Event

CALL = [{"index": 0, "id": "1"}]


def frame(*choices, **fields):
    return Frame.of(Event.of(f"data: {json.dumps({'choices': choices, **fields})}\n\n".encode()))


def choice(delta, index=0, finish=None):
    return {"index": index, "delta": delta, "finish_reason": finish}


@pytest.mark.parametrize(
    ("found", "words", "idle"),
    [
        (frame(choice({"role": "assistant", "content": ""})), {}, True),
        (frame(choice({"content": "Hi"})), {0: "Hi"}, False),
        (
            frame(choice({"content": "a"}, 1), choice({"content": "b"}), choice({"content": "c"}, 1)),
            {0: "b", 1: "ac"},
            False,
        ),
        (frame(choice({"content": None, "reasoning_content": "Hm"})), {}, False),
        (frame(choice({"tool_calls": CALL})), {}, False),
        (frame(choice({"refusal": "No."})), {}, False),
        (frame(choice({}, finish="stop")), {}, False),
        (frame(usage={"total_tokens": 1}), {}, True),
        (frame("x", None), {}, True),
        (Frame.of(Event.of(b": ping\n\n")), {}, True),
        (Frame.of(Event.of(b"data: [DONE]\n\n")), {}, True),
    ],
)
def test_what_a_frame_says(found, words, idle):
    assert (found.words, found.idle) == (words, idle)


def test_a_frame_keeps_its_bytes():
    assert Frame.of(Event.of(b"data: 1\r\n\r\n")).raw == b"data: 1\r\n\r\n"


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        ({"content": "Hi"}, "Hi"),
        ({"content": [{"type": "text", "text": "H"}, {"type": "image"}, "x", {"text": "i"}]}, "Hi"),
        ({"content": 7}, ""),
        ({}, ""),
    ],
)
def test_the_words_of_a_delta(delta, words):
    assert words_of(delta) == words


def test_deltas_add_up_to_a_reply_that_is_cut_off_until_it_ends():
    heard = Heard()
    heard.hear(choice({}), {"content": "I am "})
    assert heard.reply(False) == Reply("I am ", truncated=True)
    heard.hear(choice({}, finish="tool_calls"), {"content": "here.", "tool_calls": CALL})
    assert heard.reply(True) == Reply("I am here.", tool_calls=True, structured=True)
