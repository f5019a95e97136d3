import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import InputError, Unreadable
from guardrail.types import Action, Attempt, Decision, Outcome, Reply, Verdict
from guardrail.wire.calls import Source
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.messages_stream import MessageListener
from guardrail.wire.sse import decode

REQUEST = MessagesRequest.of({"messages": []})
USAGE = {"input_tokens": 10, "cache_read_input_tokens": 4, "output_tokens": 1}
NEW = {"id": "msg-2", "model": "m2", "stop_reason": "max_tokens", "usage": {"input_tokens": 20, "output_tokens": 5}}
START = {"type": "message_start", "message": {"id": "msg-1", "model": "m", "content": [], "usage": USAGE}}
END = {
    "type": "message_delta",
    "delta": {"stop_reason": "end_turn", "stop_sequence": None},
    "usage": {"output_tokens": 9},
}
STOP = {"type": "message_stop"}
PING = {"type": "ping"}


def block(index, opening, *deltas):
    return [
        {"type": "content_block_start", "index": index, "content_block": opening},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def words(*texts):
    return [{"type": "text_delta", "text": text} for text in texts]


def thinking(index):
    said, signed = {"type": "thinking_delta", "thinking": "somewhat"}, {"type": "signature_delta", "signature": "s"}
    return block(index, {"type": "thinking", "thinking": "", "signature": ""}, said, signed)


def call(index):
    deltas = [{"type": "input_json_delta", "partial_json": part} for part in ('{"a"', ":1}")]
    return block(index, {"type": "tool_use", "id": "1", "name": "f", "input": {}}, *deltas)


def text(index, *texts, **fields):
    return block(index, {"type": "text", "text": "", **fields}, *words(*texts))


def cited(index, *texts):
    mark = {"type": "citations_delta", "citation": {"type": "char_location"}}
    return block(index, {"type": "text", "text": "", "citations": []}, *words(*texts), mark)


def stream(*events):
    lines = [
        event if isinstance(event, str) else f"event: {event['type']}\ndata: {json.dumps(event)}" for event in events
    ]
    return "".join(f"{line}\n\n" for line in lines).encode()


def held(*events):
    return MessageListener(REQUEST).heard(stream(START, *events, END, STOP))


def outcome(original, words, action=Action.REWRITE, payload=None):
    delivered = Reply(words, tool_calls=original.tool_calls, payload=payload)
    attempts = (Attempt(Action.DELIVER, original, Verdict()), Attempt(action, delivered, Verdict()))
    return Outcome(delivered, action, Decision(Action.DELIVER, ""), attempts)


def unchanged(reply):
    return Outcome(reply, Action.DELIVER, Decision(Action.DELIVER, ""), (Attempt(Action.DELIVER, reply, Verdict()),))


def went(found, *said, **how):
    content = found.encode({0: outcome(found.replies[0], *said, **how)})
    return [json.loads(event.data) for event in decode(content)]


def test_adds_up_the_words():
    found = held(*thinking(0), PING, *text(1, "I will ", "look."), *call(2), *cited(3, "It closes"), *text(4, " at 5."))
    assert found.replies == {0: Reply("I will look.\n\nIt closes at 5.", tool_calls=True)}


def test_the_same_bytes_where_no_words_change():
    content = stream(START, ": note", *thinking(0), PING, *text(1, "Old ", "words."), "data: not JSON", END, STOP)
    content = content.replace(b"\n", b"\r\n")
    found = MessageListener(REQUEST).heard(content)
    assert found.encode({0: unchanged(found.replies[0])}) == content


def test_new_words_take_the_old_ones_events_and_other_events_keep_their_bytes():
    came = stream(START, ": note", *thinking(0), PING, *text(1, "Old ", "words."), *call(2), "data: x", END, STOP)
    came = came.replace(b"\n", b"\r\n").replace(b'"index": ', b'"index":')
    found = MessageListener(REQUEST).heard(came)
    content = found.encode({0: outcome(found.replies[0], "Some better words here.")})
    before, after = decode(came), decode(content)
    changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a.raw != b.raw]
    assert [json.loads(after[i].data)["delta"]["text"] for i in changed] == ["Some better ", "words here."]
    assert after[changed[0]].raw.startswith(b"event: content_block_delta\r\ndata: ")


def test_words_in_the_opening_of_a_block_change_too():
    found = held(*block(0, {"type": "text", "text": "Old "}, *words("words.")))
    assert found.replies[0].text == "Old words."
    assert went(found, "New ones.")[1:3] == block(0, {"type": "text", "text": "New "}, *words("ones."))[:2]


def test_a_block_without_words_left_goes_and_the_blocks_behind_it_move_up():
    found = held(*thinking(0), *text(1, "I will look."), *call(2), *text(3, "It is ", "open."), *call(4))
    fresh = [*thinking(0), *call(1), *text(2, "It ", "is shut."), *call(3)]
    assert went(found, "It is shut.") == [START, *fresh, END, STOP]


def test_changed_blocks_lose_their_citations_and_kept_blocks_keep_them():
    found = held(*cited(0, "It closes ", "at 5."), *cited(1, " Or 6."))
    fresh = block(1, {"type": "text", "text": "", "citations": []}, *words(" Or 7."))
    assert went(found, "It closes at 5. Or 7.") == [START, *cited(0, "It closes ", "at 5."), *fresh, END, STOP]


def test_edited_words_stay_in_their_blocks_and_others_keep_their_citations():
    found = held(*cited(0, "It is ", "sad, "), *cited(1, "as he said."), *call(2), *text(3, "It is ", "sad."))
    first = block(0, {"type": "text", "text": "", "citations": []}, *words("It ", "is hard, "))
    fresh = [*first, *cited(1, "as he said."), *call(2), *text(3, "It ", "is hard.")]
    assert went(found, "It is hard, as he said.\n\nIt is hard.") == [START, *fresh, END, STOP]


def test_citations_that_open_a_block_go_with_its_words():
    found = held(*text(0, "Old.", citations=[{"type": "char_location"}]))
    assert went(found, "New.")[1]["content_block"]["citations"] is None


def test_a_regenerated_stream_has_the_new_calls_name_and_end_and_the_sum_of_usage():
    start, *_, end, _ = went(held(*text(0, "Old.")), "New.", action=Action.REGENERATE, payload=Source(NEW, NEW))
    usage = {"input_tokens": 30, "cache_read_input_tokens": 4, "output_tokens": 6}
    assert start["message"] == {**START["message"], "id": "msg-2", "model": "m2", "usage": usage}
    assert end == {
        "type": "message_delta",
        "delta": {"stop_reason": "max_tokens", "stop_sequence": None},
        "usage": {"output_tokens": 14},
    }


@pytest.mark.parametrize(
    ("events", "fresh"),
    [
        ([], text(0, "Sorry.")),
        ([*thinking(0), *call(1)], [*thinking(0), *text(1, "Sorry."), *call(2)]),
        ([*call(0), PING], [*text(0, "Sorry."), *call(1), PING]),
        (thinking(0), [*thinking(0), *text(1, "Sorry.")]),
    ],
)
def test_a_fallback_where_there_were_no_words_comes_behind_the_thinking(events, fresh):
    found = went(held(*events), "Sorry.", action=Action.FALLBACK)
    assert [event for event in found if not event["type"].startswith("message_")] == fresh


@pytest.mark.parametrize(
    ("reason", "reply"),
    [
        ("max_tokens", Reply("I am", truncated=True)),
        ("refusal", Reply("I am", refusal=True)),
        ("tool_use", Reply("I am", tool_calls=True)),
    ],
)
def test_reads_why_it_ended(reason, reply):
    end = {**END, "delta": {"stop_reason": reason}}
    assert MessageListener(REQUEST).heard(stream(START, *text(0, "I ", "am"), end)).replies == {0: reply}


def test_a_stream_that_breaks_off_is_truncated():
    assert MessageListener(REQUEST).heard(stream(START, *text(0, "I am"))).replies[0].truncated


@pytest.mark.parametrize("events", [[], [": note"], ["data: [1]"], text(0, "I am")])
def test_refuses_a_stream_without_a_message(events):
    with pytest.raises(InputError, match="no message"):
        MessageListener(REQUEST).heard(stream(*events))


def test_an_error_in_the_stream_is_not_judged():
    with pytest.raises(Unreadable, match="error in the stream"):
        held(*text(0, "I am"), {"type": "error", "error": {"type": "overloaded_error"}})


def test_an_error_in_the_words_is_not_an_error_in_the_stream():
    said = '{"type": "error"}'
    assert held(*text(0, said)).replies[0].text == said


ODD = st.sampled_from([None, True, -1, 1.5, "x", [], [None], {}, {"index": {}}, {"type": "text", "text": 1}])
KINDS = ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "x"]
PART = ODD | st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "text_delta", "thinking", "citations_delta"])},
    optional={"text": ODD | st.just("a")},
)
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={"index": st.integers(0, 2) | ODD, "content_block": PART, "delta": PART, "usage": ODD, "message": ODD},
)


@given(st.lists(EVENT, max_size=4))
def test_whatever_comes_is_read_and_never_lost(events):
    content = stream(START, *text(0, "Old."), *events)
    found = MessageListener(REQUEST).heard(content)
    assert found.encode({0: unchanged(found.replies[0])}) == content
    fresh = found.encode({0: outcome(found.replies[0], "New.")})
    assert MessageListener(REQUEST).heard(fresh).replies[0].text == "New."


SAYING = st.lists(st.text("ab ", min_size=1, max_size=3).filter(str.strip), max_size=4)


@given(st.lists(SAYING | st.none(), min_size=1, max_size=4), st.data())
def test_whatever_has_left_stays_and_what_follows_is_new(parts, data):
    events = [
        event for place, said in enumerate(parts) for event in (call(place) if said is None else text(place, *said))
    ]
    listener = MessageListener(REQUEST)
    frames = listener.feed(stream(START, *events, END, STOP))
    original = listener.ended().replies[0]
    left = data.draw(st.integers(0, len(frames) - 2))
    sent = "".join(words for frame in frames[:left] for words in frame.words.values())
    assert original.text.startswith(sent)
    if len(original.text) > len(sent) and original.text[len(sent) :].strip():
        better = f"{sent}{original.text[len(sent) :].replace('a', 'more')}, well"
        gone = b"".join(frame.raw for frame in frames[:left])
        for action in (Action.REWRITE, Action.REGENERATE):
            rest = listener.ended(left).encode({0: outcome(original, better, action)})
            assert MessageListener(REQUEST).heard(gone + rest).replies[0].text == better
