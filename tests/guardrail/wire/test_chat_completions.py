import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.engine import Guard
from guardrail.errors import InputError, Unreadable
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Action, Attempt, Decision, Outcome, Verdict
from guardrail.wire.chat_completions import Completion, decode
from guardrail.wire.chat_request import ChatRequest

REQUEST = ChatRequest.of({"messages": [{"role": "user", "content": "My dog died this morning and I miss him."}]})
BAD, GOOD = "That is somewhat sad for you.", "I am so sorry that your dog died this morning."
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])


def body(*texts, number=1, **fields):
    choices = [{"index": i, "message": {"content": text}, "finish_reason": "stop"} for i, text in enumerate(texts)]
    usage = {"total_tokens": 10 * number}
    return {"id": f"call-{number}", "model": "m", "x": number, "choices": choices, "usage": usage, **fields}


def encoded(found, model=None):
    completion = Completion.decode(REQUEST, json.dumps(found, indent=2).encode())
    outcomes = {i: GUARD.run(REQUEST.conversation, reply, model) for i, reply in completion.replies.items()}
    return completion, completion.encode(outcomes)


def better(number=2):
    found = body(GOOD, number=number)
    return next(iter(Completion.decode(REQUEST, json.dumps(found).encode()).replies.values()))


def test_the_same_bytes_where_no_words_change():
    completion, content = encoded(body(GOOD))
    assert content is completion.raw


def test_a_regenerated_reply_brings_its_calls_fields_and_the_sum_of_usage():
    _, content = encoded(body(BAD), ScriptedModel([better()]))
    assert json.loads(content) == {**body(GOOD, number=2), "usage": {"total_tokens": 30}}


def test_of_two_choices_one_is_repaired_and_the_response_keeps_its_name():
    _, content = encoded(body(GOOD, BAD), ScriptedModel([better()]))
    assert json.loads(content) == {**body(GOOD, GOOD), "usage": {"total_tokens": 30}}


def test_choices_are_found_by_index_not_by_place():
    found = body(GOOD, BAD)
    found["choices"].reverse()
    _, content = encoded(found, ScriptedModel([better()]))
    assert [choice["index"] for choice in json.loads(content)["choices"]] == [1, 0]


def test_the_new_calls_usage_stands_where_the_first_call_told_none():
    found = body(BAD)
    del found["usage"]
    _, content = encoded(found, ScriptedModel([better()]))
    assert json.loads(content) == body(GOOD, number=2)


def test_no_usage_is_invented():
    found = body(BAD, GOOD)
    del found["usage"]
    _, content = encoded(found, ScriptedModel([better()]))
    assert "usage" not in json.loads(content)


@pytest.mark.parametrize("found", [{}, {"choices": []}, {"choices": None}, {"choices": ["x"]}, {"error": {}}])
def test_refuses_a_body_without_choices(found):
    with pytest.raises(InputError, match="no choices"):
        Completion.decode(REQUEST, json.dumps(found).encode())


def test_refuses_two_choices_with_one_index():
    found = body(GOOD, BAD)
    found["choices"][1]["index"] = 0
    with pytest.raises(InputError, match="one index"):
        Completion.decode(REQUEST, json.dumps(found).encode())


def test_reads_by_media_type():
    content = json.dumps(body(GOOD)).encode()
    assert decode(REQUEST, "application/json", content).replies[0].text == GOOD
    with pytest.raises(Unreadable, match="text/html"):
        decode(REQUEST, "text/html", content)


ODD = st.sampled_from([None, True, -1, 1.5, "x", [], [None], {}, {"end_index": "x"}, [{"end_index": 9}], ["y", {}]])
PART = st.fixed_dictionaries({}, optional={"type": st.just("text") | ODD, "text": ODD})
FIELDS = {"annotations": ODD, "refusal": ODD, "tool_calls": ODD, "content": ODD | st.lists(PART, max_size=2)}
MESSAGE = ODD | st.fixed_dictionaries({}, optional=FIELDS)


@given(
    st.fixed_dictionaries({}, optional={"index": ODD, "message": MESSAGE, "logprobs": ODD, "finish_reason": ODD}), ODD
)
def test_whatever_comes_is_read_or_refused(choice, usage):
    content = json.dumps({"choices": [choice], "usage": usage}).encode()
    try:
        completion = Completion.decode(REQUEST, content)
    except InputError:
        return
    ((index, reply),) = completion.replies.items()
    attempts = (Attempt(Action.DELIVER, reply, Verdict()),)
    told = Outcome(reply.with_text("New."), Action.FALLBACK, Decision(Action.FALLBACK, ""), attempts)
    assert Completion.decode(REQUEST, completion.encode({index: told})).replies[index].text == "New."
