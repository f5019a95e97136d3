import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import InputError, Unreadable
from guardrail.types import Action, Attempt, Decision, Outcome, Reply, Verdict
from guardrail.wire.calls import Source
from guardrail.wire.chat_chunks import CompletionListener
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.sse import decode

REQUEST = ChatRequest.of({"messages": []})


def chunk(*choices, **fields):
    found = [{"index": i, "delta": delta, "finish_reason": end} for i, delta, end in choices]
    return {"id": "call-1", "created": 1, "model": "m", "choices": found, **fields}


def stream(*frames):
    lines = [frame if isinstance(frame, str) else f"data: {json.dumps(frame)}" for frame in frames]
    return "".join(f"{line}\n\n" for line in lines).encode()


def outcome(original, text, action=Action.REWRITE, payload=None):
    delivered = Reply(text, payload=payload)
    attempts = (Attempt(Action.DELIVER, original, Verdict()), Attempt(action, delivered, Verdict()))
    return Outcome(delivered, action, Decision(Action.DELIVER, ""), attempts)


def unchanged(reply):
    return Outcome(reply, Action.DELIVER, Decision(Action.DELIVER, ""), (Attempt(Action.DELIVER, reply, Verdict()),))


INTERLEAVED = [
    ": ping",
    chunk((0, {"role": "assistant", "content": ""}, None), obfuscation="xx"),
    chunk((1, {"role": "assistant", "content": None}, None)),
    chunk((0, {"content": "Old "}, None)),
    chunk((1, {"content": "Other "}, None)),
    chunk((0, {"content": "words."}, None)),
    "data: not JSON",
    chunk((1, {"content": "text."}, "length"), usage=None),
    chunk((0, {}, "stop")),
    {"id": "call-1", "prompt_filter_results": []},
    chunk(usage={"total_tokens": 10}),
    "data: [DONE]",
]


def test_adds_up_each_choice():
    found = CompletionListener(REQUEST).heard(stream(*INTERLEAVED)).replies
    assert found == {0: Reply("Old words."), 1: Reply("Other text.", truncated=True)}


def test_the_same_bytes_where_no_words_change():
    content = stream(*INTERLEAVED).replace(b"\n", b"\r\n")
    held = CompletionListener(REQUEST).heard(content)
    assert held.encode({i: unchanged(reply) for i, reply in held.replies.items()}) == content


def test_new_words_take_the_old_ones_frames_and_other_frames_keep_their_bytes():
    held = CompletionListener(REQUEST).heard(stream(*INTERLEAVED))
    content = held.encode({0: outcome(held.replies[0], "Some better words here."), 1: unchanged(held.replies[1])})
    assert CompletionListener(REQUEST).heard(content).replies[0].text == "Some better words here."
    came, went = decode(stream(*INTERLEAVED)), decode(content)
    assert len(went) == len(came)
    assert {i for i, (a, b) in enumerate(zip(came, went, strict=True)) if a.raw != b.raw} == {1, 3, 5}
    assert json.loads(went[3].data)["choices"][0]["delta"]["content"] == "Some better "
    assert "obfuscation" not in json.loads(went[1].data)


def test_fewer_words_than_frames():
    held = CompletionListener(REQUEST).heard(stream(*INTERLEAVED))
    content = held.encode({0: outcome(held.replies[0], "Yes."), 1: unchanged(held.replies[1])})
    assert CompletionListener(REQUEST).heard(content).replies[0].text == "Yes."


def cited(start, end):
    return {"type": "url_citation", "url_citation": {"url": "u", "start_index": start, "end_index": end}}


def test_edited_words_lose_their_logprobs_and_annotations_move_with_theirs():
    first = chunk((0, {"content": "Old truth."}, None))
    first["choices"][0]["logprobs"] = {"content": [1]}
    noted = chunk((0, {"annotations": [cited(0, 3), cited(4, 10)]}, None))
    held = CompletionListener(REQUEST).heard(stream(first, noted, chunk((0, {}, "stop"))))
    fresh = decode(held.encode({0: outcome(held.replies[0], "New truth.")}))
    choices = [json.loads(event.data)["choices"] for event in fresh]
    assert choices[0] == [{"index": 0, "delta": {"content": "New truth."}, "finish_reason": None, "logprobs": None}]
    assert choices[1][0]["delta"] == {"annotations": [cited(4, 10)]}


def test_a_regenerated_stream_is_the_new_calls_with_usage_summed():
    only = [frame for frame in INTERLEAVED if "'index': 1" not in str(frame)]
    held = CompletionListener(REQUEST).heard(stream(*only))
    new = {"id": "call-2", "created": 2, "model": "m2", "usage": {"total_tokens": 5}, "choices": []}
    payload = Source(new, {"finish_reason": "length"})
    fresh = decode(held.encode({0: outcome(held.replies[0], "Better.", Action.REGENERATE, payload)}))
    chunks = [json.loads(event.data) for event in fresh if event.data and event.data[0] == "{"]
    assert {found["id"] for found in chunks} == {"call-2"}
    assert [found["usage"] for found in chunks if found.get("usage")] == [{"total_tokens": 15}]
    ends = [choice["finish_reason"] for found in chunks for choice in found.get("choices", ())]
    assert ends == [None, None, None, "length"]


def test_no_usage_frame_unless_it_was_there():
    held = CompletionListener(REQUEST).heard(stream(chunk((0, {"content": "Old."}, "stop")), "data: [DONE]"))
    payload = Source({"usage": {"total_tokens": 5}}, {"finish_reason": "stop"})
    content = held.encode({0: outcome(held.replies[0], "New.", Action.REGENERATE, payload)})
    assert b"usage" not in content


def test_a_fallback_without_old_words_opens_the_stream_and_keeps_the_tool_calls():
    calling = chunk((0, {"content": None, "tool_calls": [{"index": 0, "id": "1"}]}, None))
    held = CompletionListener(REQUEST).heard(stream(calling, chunk((0, {}, "tool_calls"))))
    assert held.replies[0].tool_calls
    fallback = outcome(held.replies[0], "Sorry.", Action.FALLBACK)
    fresh = CompletionListener(REQUEST).heard(held.encode({0: fallback}))
    assert fresh.replies[0].text == "Sorry."
    assert fresh.replies[0].tool_calls


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_listener_hears_what_comes_in_pieces(size):
    content, listener = stream(*INTERLEAVED), CompletionListener(REQUEST)
    heard = [frame for place in range(0, len(content), size) for frame in listener.feed(content[place : place + size])]
    assert b"".join(frame.raw for frame in [*heard, *listener.flush()]) == content
    assert listener.ended().replies == CompletionListener(REQUEST).heard(content).replies


def test_only_what_has_not_left_is_written_and_keeps_the_calls_name():
    listener = CompletionListener(REQUEST)
    frames = listener.feed(stream(*INTERLEAVED))
    held = listener.ended(left=4)
    assert held.encode({i: unchanged(reply) for i, reply in held.replies.items()}) == b"".join(
        frame.raw for frame in frames[4:]
    )
    payload = Source({"id": "call-2", "usage": {"total_tokens": 5}}, {"finish_reason": "length"})
    better = outcome(held.replies[0], "Old better words.", Action.REGENERATE, payload)
    fresh = CompletionListener(REQUEST).heard(held.encode({0: better, 1: unchanged(held.replies[1])}))
    assert [frame.words for frame in fresh.frames if 0 in frame.words] == [{0: "better words."}]
    chunks = [frame.chunk for frame in fresh.frames if frame.chunk]
    assert {found["id"] for found in chunks} == {"call-1"}
    assert [found["usage"] for found in chunks if found.get("usage")] == [{"total_tokens": 15}]


def test_words_that_follow_when_all_have_left_open_what_is_left():
    listener = CompletionListener(REQUEST)
    listener.feed(stream(chunk((0, {"content": "Old."}, None)), chunk((0, {}, "stop")), "data: [DONE]"))
    held = listener.ended(left=1)
    fresh = CompletionListener(REQUEST).heard(held.encode({0: outcome(held.replies[0], "Old. New.")}))
    assert fresh.replies == {0: Reply(" New.")}


@pytest.mark.parametrize(
    ("delta", "reply"),
    [
        ({"refusal": "No."}, Reply("", refusal=True)),
        ({"tool_calls": [{"id": "1"}], "content": None}, Reply("", tool_calls=True)),
        ({"function_call": {"name": "f"}}, Reply("", tool_calls=True)),
        ({"content": [{"type": "text", "text": "Hi"}, {"type": "image"}]}, Reply("Hi")),
        ({"content": 7}, Reply("")),
        (None, Reply("")),
    ],
)
def test_reads_what_a_delta_is_besides_prose(delta, reply):
    assert CompletionListener(REQUEST).heard(stream(chunk((0, delta, "stop")))).replies == {0: reply}


def test_a_stream_that_breaks_off_is_truncated():
    assert CompletionListener(REQUEST).heard(stream(chunk((0, {"content": "I am"}, None)))).replies[0].truncated


@pytest.mark.parametrize("frames", [[], ["data: [DONE]"], [chunk()], ['data: {"choices": ["x", null]}'], ["data: [1]"]])
def test_refuses_a_stream_without_choices(frames):
    with pytest.raises(InputError, match="no choices"):
        CompletionListener(REQUEST).heard(stream(*frames))


def test_an_error_in_the_stream_is_not_judged():
    with pytest.raises(Unreadable, match="error in the stream"):
        CompletionListener(REQUEST).heard(stream(chunk((0, {"content": "I"}, None)), {"error": {"message": "busy"}}))


def test_an_error_in_the_words_is_not_an_error_in_the_stream():
    words = '{"error": "x"}'
    assert CompletionListener(REQUEST).heard(stream(chunk((0, {"content": words}, "stop")))).replies[0].text == words


ODD = st.sampled_from([None, True, -1, 1.5, "x", [], [None], {}, {"index": {}}, [{"text": 1}, "y", {"text": "z"}]])
CHOICE = st.fixed_dictionaries({}, optional={"index": ODD, "delta": ODD, "logprobs": ODD, "finish_reason": ODD})
SPOKEN = st.fixed_dictionaries({"delta": st.fixed_dictionaries({"content": ODD}, optional={"annotations": ODD})})
CHUNK = st.fixed_dictionaries({}, optional={"choices": ODD | st.lists(ODD | CHOICE | SPOKEN, max_size=2), "usage": ODD})


@given(st.lists(CHUNK, max_size=3))
def test_whatever_comes_is_read_and_never_lost(frames):
    content = stream(chunk((0, {"content": "Old."}, None)), *frames)
    held = CompletionListener(REQUEST).heard(content)
    assert held.encode({i: unchanged(reply) for i, reply in held.replies.items()}) == content
    fresh = held.encode({i: outcome(reply, "New.") for i, reply in held.replies.items()})
    assert {reply.text for reply in CompletionListener(REQUEST).heard(fresh).replies.values()} == {"New."}
