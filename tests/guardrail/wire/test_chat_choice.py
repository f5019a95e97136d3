import pytest

from guardrail.types import Action, Attempt, Decision, Mode, Opinion, Outcome, Reply, Verdict
from guardrail.wire.chat_choice import Source, calls, counted, reply_of, rewritten, summed

CHOICE = {
    "index": 1,
    "message": {"role": "assistant", "content": "Old words.", "reasoning_content": "hm", "refusal": None},
    "logprobs": {"content": [1]},
    "finish_reason": "length",
    "vendor": 1,
}


def choice(**message):
    return {**CHOICE, "message": {**CHOICE["message"], **message}}


def outcome(original: Reply, delivered: Reply, action: Action) -> Outcome:
    attempts = (Attempt(Action.DELIVER, original, Verdict()), Attempt(action, delivered, Verdict()))
    return Outcome(delivered, action, Decision(Action.DELIVER, ""), attempts)


def test_reads_a_reply():
    reply = reply_of({}, CHOICE, structured=False)
    assert reply == Reply("Old words.", truncated=True)
    assert reply.payload == Source({}, CHOICE)


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ({"content": None, "tool_calls": [{"id": "1"}]}, Reply("", tool_calls=True, truncated=True)),
        ({"content": None, "function_call": {"name": "f"}}, Reply("", tool_calls=True, truncated=True)),
        ({"content": None, "refusal": "No."}, Reply("", refusal=True, truncated=True)),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, Reply("a\nb", truncated=True)),
    ],
)
def test_reads_what_a_reply_is_besides_prose(message, reply):
    assert reply_of({}, choice(**message), structured=False) == reply


def test_edited_words_keep_the_rest_and_lose_the_logprobs():
    reply = reply_of({}, CHOICE, structured=False)
    fresh = rewritten(CHOICE, outcome(reply, reply.with_text("New words."), Action.REWRITE))
    assert fresh == {**choice(content="New words."), "logprobs": None}


def test_parts_keep_what_is_not_text():
    parts = choice(content=[{"type": "audio", "id": "a"}, {"type": "text", "text": "x"}, {"type": "text", "text": "y"}])
    reply = reply_of({}, parts, structured=False)
    fresh = rewritten(parts, outcome(reply, reply.with_text("New."), Action.REWRITE))
    assert fresh["message"]["content"] == [{"type": "text", "text": "New."}, {"type": "audio", "id": "a"}]


def test_annotations_move_with_their_words():
    cited = {"type": "url_citation", "url_citation": {"url": "u", "start_index": 0, "end_index": 3}}
    gone = {"type": "url_citation", "url_citation": {"url": "u", "start_index": 4, "end_index": 10}}
    other = {"type": "file", "file": {"file_id": "f"}}
    noted = choice(annotations=[cited, gone, other])
    reply = reply_of({}, noted, structured=False)
    fresh = rewritten(noted, outcome(reply, reply.with_text("The Old truth."), Action.REWRITE))
    moved = {"type": "url_citation", "url_citation": {"url": "u", "start_index": 4, "end_index": 7}}
    assert fresh["message"]["annotations"] == [moved, other]


def test_a_regenerated_choice_is_the_new_calls_under_the_old_index():
    new = {"index": 0, "message": {"content": "Better."}, "logprobs": {"content": [2]}, "finish_reason": "stop"}
    reply, better = reply_of({}, CHOICE, False), reply_of({"id": "2"}, new, False)
    assert rewritten(CHOICE, outcome(reply, better, Action.REGENERATE)) == {**new, "index": 1}


def test_tool_calls_stay_beside_regenerated_words():
    calling = choice(tool_calls=[{"id": "1"}])
    better = reply_of({}, {"message": {"content": "Better."}, "finish_reason": "stop"}, False)
    fresh = rewritten(calling, outcome(reply_of({}, calling, False), better, Action.REGENERATE))
    assert fresh == {**choice(content="Better.", tool_calls=[{"id": "1"}]), "logprobs": None}


def test_a_fallback_is_complete():
    reply = reply_of({}, CHOICE, structured=False)
    fresh = rewritten(CHOICE, outcome(reply, reply.with_text("Sorry."), Action.FALLBACK))
    assert (fresh["finish_reason"], fresh["message"]["content"]) == ("stop", "Sorry.")


def test_each_further_call_counts_once():
    payload = Source({"id": "2"}, {})
    better = Reply("Better.", payload=payload)
    attempts = tuple(
        Attempt(action, reply, Verdict())
        for action, reply in [
            (Action.DELIVER, Reply("Old.", payload=Source({"id": "1"}, {}))),
            (Action.REGENERATE, better),
            (Action.REWRITE, better.with_text("Best.")),
        ]
    )
    assert list(calls([Outcome(better, Action.REWRITE, Decision(Action.DELIVER, ""), attempts)])) == [payload]


@pytest.mark.parametrize(
    ("usage", "more", "total"),
    [
        ({"a": 1, "d": {"b": 2}}, {"a": 10, "d": {"b": 20, "c": 3}}, {"a": 11, "d": {"b": 22, "c": 3}}),
        ({"a": 1, "d": None}, {"a": None, "d": {"b": 1}}, {"a": 1, "d": {"b": 1}}),
        (
            {"a": 1.5, "tier": "x", "flag": True},
            {"a": 1, "tier": "y", "flag": True},
            {"a": 2.5, "tier": "x", "flag": True},
        ),
        ({"a": 1}, None, {"a": 1}),
    ],
)
def test_usage_adds_up(usage, more, total):
    assert summed(usage, more) == total


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}, 7),
        ({"input_tokens": 3, "output_tokens": 4}, 7),
        ({"input_tokens": 3}, 3),
        ({}, 0),
        (None, 0),
        ({"total_tokens": None}, 0),
    ],
)
def test_tokens_are_counted_in_either_shape_of_usage(usage, tokens):
    assert counted(usage) == tokens
    assert reply_of({"usage": usage}, {"message": {"content": "Hi"}}, structured=False).tokens == tokens


def test_calls_for_opinions_are_calls_of_the_model_too():
    source = Source({"usage": {"total_tokens": 7}}, {})
    mode = Mode.CONFLICT_AVOIDANCE
    answers = [Reply("{}", payload=source), Reply("{}"), None]
    attempts = tuple(
        Attempt(Action.DELIVER, Reply("Hi."), Verdict(), opinion=Opinion((mode,), answer=answer)) for answer in answers
    )
    delivered = Outcome(attempts[0].reply, Action.DELIVER, Decision(Action.DELIVER, ""), attempts)
    assert list(calls([delivered])) == [source]
