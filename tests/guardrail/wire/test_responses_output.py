import pytest

from guardrail.types import Action, Reply
from guardrail.wire.calls import Source
from guardrail.wire.responses_output import Rewording, parts_of, reply_of, words_of

THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm."}]}
CALL = {"type": "function_call", "id": "fc_1", "call_id": "1", "name": "f", "arguments": "{}", "status": "completed"}
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
OLD, NEW = "That is somewhat sad. (source)", "I am so sorry. (source)"
CITED = {"type": "url_citation", "url": "u", "title": "t", "start_index": 22, "end_index": 30}
USAGE = {"input_tokens": 5, "output_tokens": 6, "output_tokens_details": {"reasoning_tokens": 1}, "total_tokens": 11}


def text(words, **fields):
    return {"type": "output_text", "text": words, "annotations": [], "logprobs": [], **fields}


def message(*parts, **fields):
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [*parts], **fields}


def response(*output, **fields):
    return {"id": "resp_1", "status": "completed", "model": "m", "output": [*output], "usage": USAGE, **fields}


@pytest.mark.parametrize(
    ("found", "reply"),
    [
        (response(THOUGHT, message(text(OLD))), Reply(OLD)),
        (
            response(message(text("One."), text("Two.")), SEARCH, message(text("Three."))),
            Reply("One.\n\nTwo.\n\nThree."),
        ),
        (response(CALL), Reply("", tool_calls=True)),
        (response(message(text(OLD)), {"type": "mcp_approval_request"}), Reply(OLD, tool_calls=True)),
        (response(SEARCH, {"type": "mcp_call"}, message(text(OLD))), Reply(OLD)),
        (response(message({"type": "refusal", "refusal": "No."})), Reply("", refusal=True)),
        (response(message(text(OLD)), status="incomplete"), Reply(OLD, truncated=True)),
        (response(message(text(OLD)), status="cancelled"), Reply(OLD, truncated=True)),
        (
            response(
                "odd", {"type": ["odd"]}, {"type": "message", "content": "odd"}, message("odd", {"type": "output_text"})
            ),
            Reply(""),
        ),
        (response(), Reply("")),
    ],
)
def test_reads_all_text_parts_as_one_reply(found, reply):
    assert reply_of(found, structured=False) == reply
    assert reply_of(found, structured=True).structured


@pytest.fixture
def reworded(delivering):
    """What becomes of a response when its reply is delivered in other words."""

    def reworded(found, words, action=Action.REWRITE, **fields):
        texts = {place: words_of(part) for place, part in parts_of(found["output"])}
        told = delivering(reply_of(found, structured=False), words, action, **fields)
        return Rewording.of(texts, told).response(found)

    return reworded


def test_only_the_words_change(reworded):
    found = response(
        THOUGHT, message(text(OLD, logprobs=[{"token": "That"}], annotations=[CITED])), CALL, vendor={"x": 1}
    )
    moved = {**CITED, "start_index": 15, "end_index": 23}
    fresh = message(text(NEW, annotations=[moved]))
    assert reworded(found, NEW) == {**found, "output": [THOUGHT, fresh, CALL]}
    assert reworded(found, "Oh.")["output"][1] == message(text("Oh."))


def test_of_several_parts_those_that_stay_keep_all_that_is_theirs(reworded):
    first, last = message(text("One. Two.", logprobs=[1])), message(text("Three.", annotations=[CITED]), id="msg_2")
    assert reworded(response(first, SEARCH, last), "One. Two.\n\nFour.")["output"] == [
        first,
        SEARCH,
        message(text("Four."), id="msg_2"),
    ]
    fresh = reworded(response(first, SEARCH, last), "Five.")["output"]
    assert fresh == [message(text("")), SEARCH, message(text("Five."), id="msg_2")]


def test_the_usage_of_all_calls_is_summed_and_the_id_stays(reworded):
    again = response(message(text(NEW)), id="resp_2", model="m2")
    fresh = reworded(response(message(text(OLD))), NEW, Action.REGENERATE, payload=Source(again, again))
    summed = {"input_tokens": 10, "output_tokens": 12, "output_tokens_details": {"reasoning_tokens": 2}}
    assert fresh == response(message(text(NEW)), usage={**summed, "total_tokens": 22})


@pytest.mark.parametrize(
    ("action", "fields", "status"),
    [
        (Action.REGENERATE, {"truncated": False}, "completed"),
        (Action.REGENERATE, {"truncated": True}, "incomplete"),
        (Action.FALLBACK, {}, "completed"),
        (Action.FALLBACK, {"tool_calls": True}, "incomplete"),
    ],
)
def test_a_reply_that_was_cut_off_is_complete_when_a_whole_one_takes_its_place(reworded, action, fields, status):
    why = {"reason": "max_output_tokens"}
    found = response(message(text(OLD), status="incomplete"), status="incomplete", incomplete_details=why)
    fresh = reworded(found, NEW, action, **fields)
    assert (fresh["status"], fresh["output"][0]["status"]) == (status, status)
    assert fresh["incomplete_details"] == (None if status == "completed" else why)


def test_what_the_sdk_works_out_is_kept_right_where_a_server_sends_it(reworded):
    assert reworded(response(message(text(OLD)), output_text=OLD), NEW)["output_text"] == NEW


def test_of_words_that_have_only_begun_nothing_is_left(delivering):
    rewording = Rewording.of({(0, 0): OLD}, delivering(Reply(OLD), NEW))
    begun = response(message(text("That is some", annotations=[CITED]), text("Other.")), status="in_progress")
    assert rewording.response(begun, done=False)["output"] == [message(text(""), text("Other."))]


@pytest.mark.parametrize("odd", ["odd", {"type": "message", "content": "odd"}, {"type": "message", "content": None}])
def test_what_is_no_message_stays(delivering, odd):
    rewording = Rewording.of({(0, 0): OLD}, delivering(Reply(OLD), NEW))
    assert rewording.response({"output": [odd]}) == {"output": [odd]}
    assert rewording.part((0, 0), odd) == odd
