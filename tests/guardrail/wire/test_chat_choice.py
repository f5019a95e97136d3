import pytest

from guardrail.types import Action, Attempt, Decision, Outcome, Reply, Verdict
from guardrail.wire.calls import Source
from guardrail.wire.chat_choice import reply_of, rewritten

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
