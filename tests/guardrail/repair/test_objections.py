import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.objections import objections
from guardrail.types import Conversation, Reply

TALK = Conversation.of("My dog died.")
CAME = Reply("It is late. Call 0800 123 456.")


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (CAME, ()),
        (Reply("So late. Call 0800 123 456!"), ()),
        (Reply("So late."), ('lost number: "0800 123 456"',)),
        (Reply(CAME.text, tool_calls=True), ("turned into a tool call",)),
        (Reply(CAME.text, truncated=True), ("cut off",)),
        (Reply(f"{CAME.text} Great question."), ('new flattery: "Great question"',)),
        (Reply(""), ('lost number: "0800 123 456"',)),
    ],
)
def test_what_speaks_against_a_candidate(candidate, said):
    assert objections(TALK, CAME, candidate) == said


def test_what_came_as_a_tool_call_or_cut_off_may_stay_so():
    came = Reply("so", tool_calls=True, truncated=True)
    assert objections(TALK, came, came) == ()


@given(st.text(max_size=80))
def test_nothing_speaks_against_a_reply_itself(text):
    assert objections(TALK, Reply(text), Reply(text)) == ()
