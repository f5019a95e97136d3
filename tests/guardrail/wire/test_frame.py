import pytest

from guardrail.wire.frame import ObjectFrame
from guardrail.wire.sse import Event


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b'data: {"a": {"b": 1}}\n\n', {"a": {"b": 1}}),
        (b": ping\n\n", {}),
        (b"data: [DONE]\n\n", {}),
        (b"data: [1]\n\n", {}),
        (b"data: {\n\n", {}),
    ],
)
def test_what_holds_no_object_rides_along(raw, body):
    frame = ObjectFrame.of(Event.of(raw))
    assert (frame.body, frame.event.raw) == (body, raw)


def test_a_part_is_an_object_or_nothing():
    frame = ObjectFrame.of(Event.of(b'data: {"a": {"b": 1}, "c": 2}\n\n'))
    assert [frame.part(name) for name in "acd"] == [{"b": 1}, {}, {}]
