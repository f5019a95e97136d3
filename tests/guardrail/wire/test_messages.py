import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.engine import Guard
from guardrail.errors import InputError, Unreadable
from guardrail.policy.schema import Policy, Repair
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Action, Attempt, Decision, Outcome, Reply, Verdict
from guardrail.wire.messages import WholeMessage, decode
from guardrail.wire.messages_request import MessagesRequest

REQUEST = MessagesRequest.of({"messages": [{"role": "user", "content": "My dog died this morning and I miss him."}]})
BAD, GOOD = "That is somewhat sad for you.", "I am so sorry that your dog died this morning."
THINKING = {"type": "thinking", "thinking": "somewhat", "signature": "s"}
CALL = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
NEVER = Policy(name="test", repair=Repair(attempts=0, exhausted="fallback"), fallback="Tell me more about him.")


def text(words, **fields):
    return {"type": "text", "text": words, **fields}


def body(*blocks, number=1, **fields):
    usage = {"input_tokens": 10, "output_tokens": number}
    kept = {"id": f"msg-{number}", "type": "message", "role": "assistant", "model": "m", "vendor": number}
    return {**kept, "content": list(blocks), "stop_reason": "end_turn", "stop_sequence": None, "usage": usage, **fields}


def message(found, request=REQUEST):
    return WholeMessage.decode(request, json.dumps(found, indent=2).encode())


def encoded(found, *answers, policy=None):
    guard = Guard(policy or Policy(name="test"), detectors=[FlagWords("somewhat")])
    whole, model = message(found), ScriptedModel([message(answer).replies[0] for answer in answers])
    return whole.encode({0: guard.run(REQUEST.conversation, whole.replies[0], model)})


def test_the_same_bytes_where_no_words_change():
    whole = message(body(THINKING, text(GOOD)))
    attempts = (Attempt(Action.DELIVER, whole.replies[0], Verdict()),)
    assert (
        whole.encode({0: Outcome(whole.replies[0], Action.DELIVER, Decision(Action.DELIVER, ""), attempts)})
        is whole.raw
    )


def test_a_regenerated_reply_keeps_the_thinking_and_brings_its_calls_name_end_and_the_sum_of_usage():
    better = body({**THINKING, "thinking": "hm"}, text(GOOD), number=2, stop_reason="stop_sequence", stop_sequence="#")
    content = encoded(body(THINKING, text(BAD)), better)
    ends = {"stop_reason": "stop_sequence", "stop_sequence": "#"}
    usage = {"input_tokens": 20, "output_tokens": 3}
    assert json.loads(content) == {**body(THINKING, text(GOOD), **ends), "id": "msg-2", "usage": usage}


def test_words_beside_a_tool_call_change_and_the_call_stays():
    calling = body(text(BAD), CALL, stop_reason="tool_use")
    assert json.loads(encoded(calling, body(text(GOOD)))) == {
        **body(text(GOOD), CALL, stop_reason="tool_use"),
        "usage": {"input_tokens": 20, "output_tokens": 2},
    }


def test_a_fallback_is_complete():
    fresh = json.loads(encoded(body(text(BAD), stop_reason="max_tokens"), policy=NEVER))
    assert fresh == body(text("Tell me more about him."))


@pytest.mark.parametrize(
    ("found", "reply"),
    [
        (body(THINKING, text("a"), text("b")), Reply("ab")),
        (body(text("a"), {"type": "server_tool_use"}, {"type": "web_search_tool_result"}, text("b")), Reply("a\n\nb")),
        (body(CALL), Reply("", tool_calls=True)),
        (body(stop_reason="refusal"), Reply("", refusal=True)),
        (body(text("a"), stop_reason="max_tokens"), Reply("a", truncated=True)),
    ],
)
def test_reads_a_reply(found, reply):
    assert message(found).replies == {0: reply}


def test_structured_output_is_no_prose():
    request = MessagesRequest.of({**REQUEST.body, "output_config": {"format": {"type": "json_schema"}}})
    assert message(body(text("{}")), request).replies[0].structured


@pytest.mark.parametrize("found", [{}, {"content": None}, {"content": "x"}, {"type": "error", "error": {}}])
def test_refuses_a_body_without_content(found):
    with pytest.raises(InputError, match="content: found"):
        message(found)


def test_reads_by_media_type():
    content = json.dumps(body(text(GOOD))).encode()
    stream = b'data: {"type": "message_start"}\n\n'
    assert decode(REQUEST, "application/json", content).replies[0].text == GOOD
    assert decode(REQUEST, "text/event-stream", stream).replies[0] == Reply("", truncated=True)
    with pytest.raises(Unreadable, match="text/html"):
        decode(REQUEST, "text/html", content)


ODD = st.sampled_from([None, True, -1, 1.5, "x", [], [None], {}, {"a": 1}])
BLOCK = ODD | st.fixed_dictionaries({}, optional={"type": st.just("text") | ODD, "text": ODD, "citations": ODD})


@given(st.lists(BLOCK, max_size=3), ODD, ODD)
def test_whatever_comes_is_read(blocks, usage, reason):
    whole = message(body(*blocks, usage=usage, stop_reason=reason, id=reason))
    attempts = (Attempt(Action.DELIVER, whole.replies[0], Verdict()),)
    told = Outcome(whole.replies[0].with_text("New."), Action.FALLBACK, Decision(Action.FALLBACK, ""), attempts)
    assert WholeMessage.decode(REQUEST, whole.encode({0: told})).replies[0].text == "New."
