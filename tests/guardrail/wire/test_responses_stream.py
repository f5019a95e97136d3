import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import InputError, Unreadable
from guardrail.types import Action, Reply
from guardrail.wire.calls import Source
from guardrail.wire.responses_request import ResponsesRequest
from guardrail.wire.responses_stream import ResponseListener
from guardrail.wire.sse import decode

REQUEST = ResponsesRequest.of({"input": "My dog died this morning and I miss him."})
OLD, NEW = "That is somewhat sad. (source)", "I am so very sorry for you. (source)"
CITED = {"type": "url_citation", "url": "u", "title": "t", "start_index": 22, "end_index": 30}
SAD = {**CITED, "start_index": 8, "end_index": 20}
ITEM = {"id": "msg_1", "type": "message", "role": "assistant"}
CALL = {"id": "fc_1", "type": "function_call", "call_id": "1", "name": "f", "arguments": "{}"}
THOUGHT = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "somewhat"}]}
USAGE = {"input_tokens": 5, "output_tokens": 6, "total_tokens": 11}


def part(words, *notes):
    return {"type": "output_text", "text": words, "annotations": [*notes], "logprobs": []}


def told(words, *notes, index=1, pieces=None, status="completed"):
    """The events of one message."""
    at = {"item_id": "msg_1", "output_index": index, "content_index": 0}
    kinds = [{"type": "response.output_item.added", "output_index": index, "item": {**ITEM, "content": []}}]
    kinds += [{"type": "response.content_part.added", "part": part(""), **at}]
    for piece in pieces or [f"{word} " for word in words.split(" ")[:-1]] + [words.split(" ")[-1]]:
        kinds += [{"type": "response.output_text.delta", "delta": piece, "logprobs": [{"token": "x"}], **at}]
    for place, note in enumerate(notes):
        added = {"type": "response.output_text.annotation.added", "annotation": note, "annotation_index": place}
        kinds += [{**added, **at}]
    kinds += [{"type": "response.output_text.done", "text": words, "logprobs": [{"token": "x"}], **at}]
    kinds += [{"type": "response.content_part.done", "part": part(words, *notes), **at}]
    item = {**ITEM, "content": [part(words, *notes)], "status": status}
    return [*kinds, {"type": "response.output_item.done", "output_index": index, "item": item}]


def stream(*events, output=None, status="completed", usage=USAGE):
    begun = {"id": "resp_1", "status": "in_progress", "output": [], "usage": None}
    ended = {**begun, "status": status, "output": output or _output(events), "usage": usage}
    reasoned = {"type": "response.reasoning_summary_text.delta", "delta": "somewhat", "output_index": 0}
    kinds = [{"type": "response.created", "response": begun}, reasoned, *events]
    kinds += [{"type": f"response.{status}", "response": ended}] if status else []
    lines = [
        f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': place})}"
        for place, event in enumerate(kinds)
    ]
    return "".join(f"{line}\n\n" for line in [": open", *lines]).encode()


def _output(events):
    return [THOUGHT, *(event["item"] for event in events if event["type"] == "response.output_item.done")]


def bodies(content):
    return [json.loads(event.data) for event in decode(content) if event.data]


def of_type(content, ending):
    return [body for body in bodies(content) if body["type"].endswith(ending)]


@pytest.fixture
def held():
    return lambda content: ResponseListener(REQUEST).heard(content)


def test_the_same_bytes_where_no_words_change(held, delivering):
    content = stream(*told(OLD)).replace(b"\n", b"\r\n")
    found = held(content)
    assert found.encode({0: delivering(found.replies[0])}) == content


@pytest.mark.parametrize("new", [NEW, "Oh. (source)"], ids=["longer", "shorter"])
def test_the_new_words_stand_in_every_place_and_the_numbers_have_no_gap(held, delivering, new):
    found = held(stream(*told(OLD, SAD, CITED)))
    content = found.encode({0: delivering(found.replies[0], new)})
    moved = {**CITED, "start_index": new.index("("), "end_index": len(new)}
    assert "".join(body["delta"] for body in of_type(content, "output_text.delta")) == new
    assert all(body["delta"] for body in of_type(content, "output_text.delta"))
    assert [body["text"] for body in of_type(content, "output_text.done")] == [new]
    assert [body["part"] for body in of_type(content, "content_part.done")] == [part(new, moved)]
    assert [body["item"]["content"] for body in of_type(content, "item.done")] == [[part(new, moved)]]
    assert of_type(content, "completed")[0]["response"]["output"][1]["content"] == [part(new, moved)]
    assert [
        (body["annotation"], body["annotation_index"]) for body in of_type(content, "added") if "annotation" in body
    ] == [(moved, 0)]
    assert {str(body["logprobs"]) for body in bodies(content) if "logprobs" in body} == {"[]"}
    assert [body["sequence_number"] for body in bodies(content)] == [*range(len(bodies(content)))]


def test_what_is_no_text_keeps_its_bytes(held, delivering):
    came = stream(*told(OLD), {"type": "response.output_item.done", "output_index": 2, "item": CALL})
    found = held(came)
    content = found.encode({0: delivering(found.replies[0], NEW)})
    kept = [event.raw for event in decode(came) if "msg_1" not in event.raw.decode()]
    assert [event.raw for event in decode(content) if "msg_1" not in event.raw.decode()] == kept
    assert found.replies[0].tool_calls
    assert of_type(content, "completed")[0]["response"]["output"][0] == THOUGHT


def test_usage_is_summed_over_the_calls_and_the_id_stays(held, delivering):
    found = held(stream(*told(OLD)))
    again = Source({"id": "resp_2", "usage": USAGE}, {})
    content = found.encode({0: delivering(found.replies[0], NEW, Action.REGENERATE, payload=again)})
    response = of_type(content, "completed")[0]["response"]
    assert (response["id"], response["usage"]) == ("resp_1", {name: 2 * count for name, count in USAGE.items()})
    assert of_type(content, "created")[0]["response"]["usage"] is None


def test_of_two_messages_the_one_that_stays_keeps_its_bytes(held, delivering):
    first, last = told("Let me see."), told(OLD, index=2)
    came = stream(*first, *last)
    found = held(came)
    assert found.replies[0].text == f"Let me see.\n\n{OLD}"
    content = found.encode({0: delivering(found.replies[0], f"Let me see.\n\n{NEW}")})
    assert "".join(body["delta"] for body in of_type(content, "output_text.delta")) == f"Let me see.{NEW}"
    both = {event.raw for event in decode(content)} & {event.raw for event in decode(came)}
    assert len(both) == 3 + len(first) + 2  # the openings of the second say nothing yet
    only = found.encode({0: delivering(found.replies[0], NEW)})
    assert [body["text"] for body in of_type(only, "output_text.done")] == ["", NEW]


def test_a_reply_that_was_cut_off_ends_as_complete_when_a_whole_one_takes_its_place(held, delivering):
    found = held(stream(*told(OLD, status="incomplete"), status="incomplete"))
    assert found.replies[0].truncated
    content = found.encode({0: delivering(found.replies[0], NEW, Action.FALLBACK)})
    last = decode(content)[-1]
    assert (last.name, json.loads(last.data)["type"]) == ("response.completed", "response.completed")
    assert json.loads(last.data)["response"]["status"] == "completed"
    assert of_type(content, "item.done")[0]["item"]["status"] == "completed"
    still = found.encode({0: delivering(found.replies[0], NEW)})
    assert decode(still)[-1].name == "response.incomplete"


@pytest.mark.parametrize(
    ("events", "reply"),
    [
        (told(OLD), Reply(OLD)),
        ([event for event in told(OLD) if "delta" not in event], Reply(OLD)),
        ([{"type": "response.output_item.done", "output_index": 0, "item": CALL}], Reply("", tool_calls=True)),
        ([{"type": "response.refusal.delta", "delta": "No."}], Reply("", refusal=True)),
        ([{"type": "response.content_part.done", "part": {"type": "refusal"}}], Reply("", refusal=True)),
        ([{"type": "response.web_search_call.completed", "output_index": 0}], Reply("")),
    ],
)
def test_reads_all_kinds_of_output(held, events, reply):
    assert held(stream(*events)).replies == {0: reply}


def test_a_stream_that_broke_off_is_truncated_and_its_deltas_are_the_words(held):
    deltas = [event for event in told(OLD) if "delta" in event]
    assert held(stream(*deltas[:2], status=None)).replies == {0: Reply("That is ", truncated=True)}


def test_a_stream_that_begins_half_way_has_the_words_of_its_end(held, delivering):
    tail = told(OLD)[4:]
    found = held(stream(*tail, output=[THOUGHT, tail[-1]["item"]]))
    assert found.replies == {0: Reply(OLD)}
    content = found.encode({0: delivering(found.replies[0], NEW)})
    assert of_type(content, "output_text.done")[0]["text"] == NEW


def test_what_has_begun_says_nothing_yet_and_what_is_done_says_all(held, delivering):
    at = {"output_index": 1, "content_index": 0}
    begun = {"type": "response.content_part.added", "part": part("That is"), **at}
    odd = {"type": "response.content_part.done", "part": part(f"{OLD} "), **at}
    found = held(stream(begun, odd, *told(OLD)))
    content = found.encode({0: delivering(found.replies[0], NEW)})
    assert [body["part"]["text"] for body in of_type(content, "part.added")] == ["", ""]
    assert [body["part"]["text"] for body in of_type(content, "part.done")] == [NEW, NEW]


def test_structured_output_is_known_by_the_response(held):
    body = {"type": "response.completed", "response": {"text": {"format": {"type": "json_object"}}}}
    assert held(f"data: {json.dumps(body)}\n\n".encode()).replies[0].structured


@pytest.mark.parametrize("content", [b"", b"data: {}\n\n", b": ping\n\n", b'data: {"choices": []}\n\n'])
def test_refuses_what_is_no_response(held, content):
    with pytest.raises(InputError, match="no response"):
        held(content)


@pytest.mark.parametrize("event", [{"type": "error", "message": "busy"}, {"type": "response.failed", "response": {}}])
def test_an_error_in_the_stream_passes(held, event):
    with pytest.raises(Unreadable, match="error in the stream"):
        held(stream(*told(OLD), event))


@given(words=st.text(min_size=1, max_size=60).filter(str.strip), count=st.integers(1, 20))
def test_any_words_arrive_whole_however_they_are_dealt_out(delivering, words, count):
    found = ResponseListener(REQUEST).heard(stream(*told("x" * count, pieces=["x"] * count)))
    content = found.encode({0: delivering(found.replies[0], words)})
    assert ResponseListener(REQUEST).heard(content).replies[0].text == words
    assert "".join(body["delta"] for body in of_type(content, "output_text.delta")) == words
    assert [body["sequence_number"] for body in bodies(content)] == [*range(len(bodies(content)))]


@given(
    parts=st.lists(
        st.lists(st.text("ab ", min_size=1, max_size=3).filter(str.strip), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    data=st.data(),
)
def test_whatever_has_left_stays_and_what_follows_is_new(delivering, parts, data):
    events = [event for place, said in enumerate(parts) for event in told("".join(said), index=place + 1, pieces=said)]
    listener = ResponseListener(REQUEST)
    frames = listener.feed(stream(*events))
    original = listener.ended().replies[0]
    left = data.draw(st.integers(0, len(frames) - 2))
    sent = "".join(words for frame in frames[:left] for words in frame.words.values())
    assert original.text.startswith(sent)
    if original.text[len(sent) :].strip():
        better = f"{sent}{original.text[len(sent) :].replace('a', 'more')}, well"
        gone = b"".join(frame.raw for frame in frames[:left])
        content = gone + listener.ended(left).encode({0: delivering(original, better)})
        assert ResponseListener(REQUEST).heard(content).replies[0].text == better
        assert "\n\n".join(filter(None, _deltas(content))) == better
        assert [body["sequence_number"] for body in bodies(content)] == [*range(len(bodies(content)))]


def _deltas(content):
    """The words by message, as the deltas add up to them."""
    said = {}
    for body in of_type(content, "output_text.delta"):
        said[body["output_index"]] = said.get(body["output_index"], "") + body["delta"]
    return said.values()
