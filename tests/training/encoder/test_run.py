import pytest

pytest.importorskip("onnxruntime")

from guardrail.types import Conversation
from training.encoder.run import CALLS, WARM_CALLS, milliseconds, sized
from training.items import Item


def test_a_call_is_timed_after_it_is_warm():
    ticks = iter(range(10_000))
    calls = []
    assert milliseconds(lambda: calls.append(next(ticks)), lambda: next(ticks)) == (2000.0, 2000.0)
    assert len(calls) == WARM_CALLS + CALLS


def test_a_talk_and_a_reply_of_the_wanted_lengths():
    items = [Item(str(number), "one", "s", Conversation.of("a b c"), "d e f g", {}) for number in range(30)]
    talk, reply = sized(items, 60, 70)
    assert (len(talk.last_user.split()), len(reply.split())) == (60, 70)
