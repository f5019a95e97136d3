import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.wire.sse import Decoder, Event, decode

STREAM = (
    ": ping\n\n"
    'event: message\r\nid: 7\r\ndata: {"text":"Grüße 🐕"}\r\n\r\n'
    "data: one\ndata:two\ndata:  three\n\n"
    "data\r\rdata: [DONE]\n\n"
).encode()
DATA = [None, '{"text":"Grüße 🐕"}', "one\ntwo\n three", "", "[DONE]"]


def test_reads_data_names_and_comments():
    events = decode(STREAM)
    assert [event.data for event in events] == DATA
    assert [event.name for event in events] == ["", "message", "", "", ""]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12).map(sorted))
def test_cuts_change_nothing(cuts):
    decoder, events = Decoder(), []
    for start, end in zip([0, *cuts], [*cuts, len(STREAM)], strict=True):
        events += decoder.feed(STREAM[start:end])
    events += decoder.flush()
    assert [event.data for event in events] == DATA
    assert b"".join(event.raw for event in events) == STREAM


@given(st.binary(max_size=200))
def test_no_byte_is_lost_whatever_comes(content):
    assert b"".join(event.raw for event in decode(content)) == content


def test_byte_by_byte_is_as_fast_as_it_is_long():
    decoder = Decoder()
    for _ in range(100_000):
        assert decoder.feed(b"x") == []
    assert len(decoder.flush()[0].raw) == 100_000


def test_an_event_without_its_blank_line_comes_with_the_end():
    decoder = Decoder()
    assert decoder.feed(b"data: [DONE]\n") == []
    assert [event.data for event in decoder.flush()] == ["[DONE]"]
    assert decoder.flush() == []


def test_a_carriage_return_waits_for_its_line_feed():
    decoder = Decoder()
    assert decoder.feed(b"data: a\r\n\r") == []
    assert [event.raw for event in decoder.feed(b"\n")] == [b"data: a\r\n\r\n"]


def test_a_byte_order_mark_is_no_data():
    assert decode(b"\xef\xbb\xbfdata: a\n\n")[0].data == "a"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_other_data_keeps_all_else(end):
    event = Event.of(end.join([b": note", b"event: chunk", b"id: 3", b"data: old", b"", b""]))
    fresh = event.with_data("new\nlines")
    assert fresh.raw == end.join([b": note", b"event: chunk", b"id: 3", b"data: new", b"data: lines", b"", b""])
    assert Event.of(fresh.raw) == fresh


def test_another_name_takes_the_place_of_one_that_is_there():
    named = Event.of(b"id: 3\nevent: old\ndata: x\n\n").with_data("y", "new")
    assert (named.name, named.raw) == ("new", b"id: 3\nevent: new\ndata: y\n\n")
    nameless = Event.of(b"data: x\n\n").with_data("y", "new")
    assert (nameless.name, nameless.raw) == ("", b"data: y\n\n")
