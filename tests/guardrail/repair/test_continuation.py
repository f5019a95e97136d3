import pytest

from guardrail.errors import InputError
from guardrail.repair.continuation import begun, continued, going_on
from guardrail.types import Reply


def test_a_reply_begins_with_what_was_sent_or_is_refused():
    reply = Reply("One. Two.")
    assert begun(reply, "One.") is begun(reply, "") is reply
    with pytest.raises(InputError, match="sent: found 4 characters that the reply does not begin with"):
        begun(reply, "Two.")


def test_the_model_is_told_what_was_sent():
    assert going_on("") == ""
    assert "\u201cOne {so}.\u201d" in going_on("One {so}.\n")


@pytest.mark.parametrize(
    ("original", "sent", "answer", "whole"),
    [
        ("One. Two.", "", "Three.", "Three."),
        ("One. Two.", "One.", "Three.", "One. Three."),
        ("One.\n\nTwo.", "One.", "  Three.\n", "One.\n\nThree."),
        ("One. Two.", "One.", "One. Three.", "One. Three."),
        ("One.", "One.", "Three.", "One. Three."),
        ("One. Two.", "One.", "", "One."),
        ("One. Two.", "One.", "One.", "One."),
    ],
)
def test_the_models_answer_follows_what_was_sent(original, sent, answer, whole):
    assert continued(Reply(original), sent, Reply(answer, truncated=True)) == Reply(whole, truncated=True)
