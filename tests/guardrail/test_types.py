import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.errors import InputError
from guardrail.types import (
    Action,
    Attempt,
    Conversation,
    Decision,
    Dimension,
    Evidence,
    Finding,
    Integrity,
    Message,
    Mode,
    Outcome,
    Reply,
    Span,
    Unjudged,
    Verdict,
)

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
PARTS = [{"type": "text", "text": "one"}, IMAGE, {"type": "input_text", "text": "two"}, "three"]


def finding(mode=Mode.CONFLICT_AVOIDANCE, score=0.5, *evidence):
    return Finding(mode, score, Dimension.COGNITIVE, Integrity.INTENT, "why", evidence)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hi", "hi"),
        (None, ""),
        ([], ""),
        (PARTS, "one\ntwo\nthree"),
        ([IMAGE], ""),
        ([{"type": "text", "text": 3}], ""),
    ],
)
def test_the_text_of_a_message_is_what_can_be_read(content, text):
    raw = {"role": "user", "content": content, "name": "Ada"}
    message = Message.of(raw)
    assert (message.text, message.raw) == (text, raw)


@pytest.mark.parametrize("role", ["system", "developer", "user", "assistant", "tool", "function"])
def test_every_role_of_the_protocol_is_read(role):
    assert Message.of({"role": role, "content": "x"}).role == role


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"role": "usr", "content": "x"}, r"messages\[1\]: message role: found 'usr'; allowed: assistant, developer"),
        ({"content": "x"}, r"found None"),
        ({"role": "user", "content": 3}, r"messages\[1\]: message content: found int"),
        ({"role": "user", "content": [3]}, r"message part: found int"),
        ("text", r"messages\[1\]: found str"),
    ],
)
def test_what_is_no_message_is_named_by_its_place(raw, said):
    with pytest.raises(InputError, match=said):
        Conversation.of([{"role": "user", "content": "x"}, raw])


def test_a_message_without_content_has_no_text():
    assert Message.of({"role": "assistant", "tool_calls": []}).text == ""


def test_a_bare_string_is_one_message_of_the_person():
    assert Conversation.of("hi").to_openai() == [{"role": "user", "content": "hi"}]


def test_the_person_is_the_user_and_nobody_else():
    roles = ["system", "user", "assistant", "tool", "developer", "user", "function"]
    talk = Conversation.of([{"role": role, "content": f"{role} {index}"} for index, role in enumerate(roles)])
    assert [message.text for message in talk.person] == ["user 1", "user 5"]
    assert talk.last_user == "user 5"
    assert Conversation.of([{"role": "system", "content": "x"}]).last_user == ""


@pytest.mark.parametrize(
    ("roles", "placement", "place"),
    [
        (["system", "user"], "system", 0),
        (["developer", "user"], "system", 0),
        (["user"], "system", 0),
        (["user", "assistant", "user"], "user", 2),
        (["system"], "user", 0),
        ([], "user", 0),
        (["system", "system", "user"], "developer", 2),
        (["system", "developer", "user"], "developer", 1),
        (["user"], "developer", 0),
    ],
)
def test_guidance_joins_the_message_it_belongs_to(roles, placement, place):
    talk = Conversation.of([{"role": role, "content": f"said {index}"} for index, role in enumerate(roles)])
    advised = talk.with_guidance("ADVICE", placement)
    assert [index for index, message in enumerate(advised.messages) if "ADVICE" in message.text] == [place]
    assert [
        text for message in talk.messages if (text := message.text) not in "\n".join(m.text for m in advised.messages)
    ] == []


@pytest.mark.parametrize("kind", [list, tuple])
def test_guidance_leaves_other_parts_and_fields_alone(kind):
    talk = Conversation.of([{"role": "user", "content": kind(PARTS), "name": "Ada"}])
    raw = talk.with_guidance("ADVICE", "user").to_openai()[0]
    assert raw == {"role": "user", "content": [*PARTS, {"type": "text", "text": "ADVICE"}], "name": "Ada"}
    assert talk.to_openai()[0]["content"] == kind(PARTS)


def test_an_unknown_history_stays_unknown():
    assert not Conversation((), known=False).with_guidance("x").known


@given(st.text(), st.text(min_size=1))
def test_a_message_grows_at_its_end(text, more):
    assert Message.user(text).extended(more).text.endswith(more.strip())


def test_a_reply_in_other_words_keeps_the_rest():
    reply = Reply("a", refusal=True, payload=[1])
    assert reply.with_text("b") == Reply("b", refusal=True)
    assert reply.with_text("b").payload is reply.payload


def test_spans_come_in_reading_order_and_all_is_named_once():
    late, early = Span(5, 6, "b"), Span(0, 1, "a")
    found = finding(
        Mode.CONFLICT_AVOIDANCE,
        0.5,
        Evidence("x", "", spans=(late, early), missing="it"),
        Evidence("y", "", spans=(late,), missing="it"),
    )
    assert found.spans == (early, late)
    assert found.missing == ("it",)


@pytest.mark.parametrize(
    ("verdict", "clean"),
    [
        (Verdict((finding(),)), True),
        (Verdict((finding(),), (finding(),)), False),
        (Verdict(unjudged=(Unjudged(Mode.CONFLICT_AVOIDANCE, "late"),)), False),
        (Verdict(skipped="refusal"), False),
    ],
)
def test_only_what_was_judged_and_not_flagged_is_clean(verdict, clean):
    assert verdict.clean is clean


def test_milliseconds_do_not_tell_verdicts_apart():
    assert Verdict(milliseconds=1.0) == Verdict(milliseconds=2.0)


def test_an_outcome_knows_what_came_and_what_goes():
    came, better = (Attempt(Action.DELIVER, Reply(text), Verdict()) for text in ("a", "b"))
    decision = Decision(Action.DELIVER, "")
    outcome = Outcome(better.reply, Action.REGENERATE, decision, (came, better))
    assert (outcome.original, outcome.delivered, outcome.changed) == (came, better, True)
    assert Outcome(Reply("policy's"), Action.FALLBACK, decision, (came,)).delivered is None
    assert not Outcome(came.reply, Action.DELIVER, decision, (came,)).changed
