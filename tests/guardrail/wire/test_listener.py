import pytest

from guardrail.errors import InputError
from guardrail.wire.listener import StreamListener

CONTENT = b"data: a\n\n: note\n\ndata: b\n\ndata: c"


class Letters(StreamListener[str, tuple[str, int]]):
    """Adds up the data of its events."""

    def read(self, event):
        return event.data or ""

    def whole(self, left):
        if not any(self.frames):
            raise InputError("no letters")
        return "".join(self.frames), left


@pytest.mark.parametrize("size", [1, 5, 100])
def test_frames_come_with_the_chunks_that_complete_them_and_the_last_at_the_end(size):
    listener = Letters()
    fed = [frame for place in range(0, len(CONTENT), size) for frame in listener.feed(CONTENT[place : place + size])]
    assert fed == ["a", "", "b"]
    assert listener.flush() == ["c"]
    assert listener.ended(left=2) == ("abc", 2)


def test_the_end_takes_in_what_is_left():
    assert Letters().heard(CONTENT) == ("abc", 0)


def test_what_holds_nothing_is_refused():
    with pytest.raises(InputError, match="no letters"):
        Letters().heard(b": note\n\n")
