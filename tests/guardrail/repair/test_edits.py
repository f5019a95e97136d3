import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guardrail.engine import Guard
from guardrail.reading.fold import without_code
from guardrail.repair.edits import edited, opened
from guardrail.repair.integrity import lost
from guardrail.types import Conversation, Edit, Reply, Span

TALK = Conversation.of("My dog Rufus died this morning and I am devastated.")
KEPT = "These are the many words that stay as they are"
GUARD = Guard.load()
PARTS = [
    "At least you had years.",
    "It may be somewhat upsetting.",
    "Remember that grief takes time.",
    "I hope this helps!",
    "Rufus died this morning.",
    "Call 0800 123 456 if it could have been worse.",
    "`at least you` stays.",
    "```\nat least you\n```",
    "\n- **Stay calm**: time heals.",
    "\r\n1. Stay calm.\r\n",
    "\n> At least you tried.\n",
    "(At least you tried.)",
    "*It could have been worse.*",
    "“At least you tried. Time heals.”",
    "[At least you tried](https://a.org/x)",
    "\n\n",
    "You loved him for twelve years.",
]


def cut(text, edits):
    """Edits that exchange words of a text for others; "" deletes them."""
    return [Edit(Span(text.index(old), text.index(old) + len(old), old), new) for old, new in edits.items()]


@pytest.fixture
def rewritten():
    def rewritten(text, edits, **state):
        found = edited(TALK, Reply(text, **state), cut(text, edits))
        return found and found.text

    return rewritten


@pytest.mark.parametrize(
    ("text", "cut", "left"),
    [
        ("X it. {}", "X it.", "{}"),
        ("{}. X it.", "X it.", "{}."),
        ("{}. X it. And so.", "X it.", "{}. And so."),
        ("{}. X that it hurts.", "X that", "{}. It hurts."),
        ("- x that it hurts\n- {}", "x that", "- It hurts\n- {}"),
        ("**Bold.** X that, it hurts. {}", "X that", "**Bold.** It hurts. {}"),
        ("{}: it is x sad", "x ", "{}: it is sad"),
        ("{}\n- X it.\n- b", "X it.", "{}\n- b"),
        ("{}\n* X it.\n* b", "X it.", "{}\n* b"),
        ("{}\n• X it.", "X it.", "{}"),
        ("{}\r\n- X it.\r\n- b", "X it.", "{}\r\n- b"),
        ("{}\r\n1. X it.\r\n2. b", "X it.", "{}\r\n2. b"),
        ("{}\n- **X it**: so\n- b", "X it**: so", "{}\n- b"),
        ("{}\n\nX it.\n\nb", "X it.", "{}\n\nb"),
        ("{} **X it.** b", "X it.", "{} b"),
        ("    code\n\nX it. {}", "X it.", "    code\n\n{}"),
        ("{}, x, and so", "x", "{}, and so"),
        ("{}. i am x.", " x", "{}. i am."),
    ],
)
def test_a_deletion_leaves_whole_sentences_and_lists(rewritten, text, cut, left):
    assert rewritten(text.format(KEPT), {cut: ""}) == left.format(KEPT)


@pytest.mark.parametrize(
    ("text", "edits", "left"),
    [
        ("{}: Use it and use it", {"Use": "take"}, "{}: Take it and use it"),
        ("{} prior to it", {"prior to": "before"}, "{} before it"),
        ("{} a b c", {"a b": "x", "b c": "y z w"}, "{} x c"),
        ("{} **prior** to", {"prior": "before"}, "{} **before** to"),
    ],
)
def test_an_exchange_keeps_capitals_and_marks(rewritten, text, edits, left):
    assert rewritten(text.format(KEPT), edits) == left.format(KEPT)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("{}. X 0800 123 456.", "X 0800 123 456."),
        ("{}. X https://a.org.", "X https://a.org."),
        ("{}. X `code`.", "X `code`."),
        ("{}. “X it. Y it”", "“X it."),
        ("{}. [X it](u)", "X it"),
        ("{}. Know that it hurts and that it ends.", "Know that"),
        ("{}", "absent"),
    ],
)
def test_an_edit_that_would_cut_a_fact_or_a_mark_is_not_made(rewritten, text, cut):
    text = text.format(KEPT)
    assert rewritten(text, {cut: ""} if cut in text else {}) is None


def test_an_unsafe_edit_does_not_stop_the_safe_ones(rewritten):
    text = f"{KEPT}. X 0800 123 456. Y it."
    assert rewritten(text, {"X 0800 123 456.": "", "Y it.": ""}) == f"{KEPT}. X 0800 123 456."


def test_what_the_person_said_themselves_may_go():
    text = f"{KEPT}. X at 10:30."
    talk = Conversation.of("He died at 10:30.")
    assert edited(talk, Reply(text), cut(text, {"X at 10:30.": ""})).text == f"{KEPT}."


def test_a_reply_that_was_cut_off_is_left_alone(rewritten):
    assert rewritten(f"X it. {KEPT}", {"X it.": ""}, truncated=True) is None


def test_the_rest_of_the_reply_rides_along():
    payload, text = object(), f"X it. {KEPT}"
    assert edited(TALK, Reply(text, payload=payload), cut(text, {"X it.": ""})).payload is payload


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("It hurts.", "So it was. It hurts."),
        ("", "So it was."),
        ("Hello! It hurts.", "Hello! So it was. It hurts."),
        ("Hi Sam, it hurts.", "Hi Sam. So it was. It hurts."),
        ("Dear Sam,\n\nIt hurts.", "Dear Sam,\n\nSo it was. It hurts."),
        ("- a\n- b", "So it was.\n\n- a\n- b"),
        ("## Steps\na", "So it was.\n\n## Steps\na"),
        ("**Steps**\na", "So it was.\n\n**Steps**\na"),
        ("Hidden things hurt.", "So it was. Hidden things hurt."),
    ],
)
def test_an_opening_stands_after_a_greeting_and_apart_from_lists(text, whole):
    assert opened(text, "So it was.") == whole


def mended(text):
    """What a guard without a model delivers."""
    return GUARD.run(TALK, text).reply.text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=2, max_size=9).map(" ".join))
@example("You loved him for twelve years. At least you had years. `at least you` stays.")
def test_whatever_is_edited_stays_whole(text):
    after = mended(text)
    assert lost(TALK, text, after) == ()
    assert re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL) == re.findall(r"```.*?```|`[^`\n]+`", after, re.DOTALL)
    for mark in ("**", "(", ")", "[", "]", "“", "”"):
        pairs = without_code(after).count(mark)
        assert pairs % 2 == 0 or mark in "()[]“”"
    assert after.count("(") == after.count(")")
    assert after.count("“") == after.count("”")
    assert not re.search(r"^\s*(?:[-*>]|\d[.)])[ \t\r]*$", after, re.MULTILINE) or re.search(
        r"^\s*(?:[-*>]|\d[.)])[ \t\r]*$", text, re.MULTILINE
    )
    assert "****" not in after
    assert "()" not in after
    assert ("\r\n" in text) >= ("\r\n" in after)


@pytest.mark.parametrize(
    "text",
    [
        f"{KEPT}. At least you had years. It may be somewhat upsetting.",
        f"I hope this helps! Remember that {KEPT}.\n- Stay calm.\n- Go home.",
        f"{KEPT}. We will endeavour to utilize it in order to commence.",
        "Nothing to mend here.",
    ],
)
def test_what_was_mended_needs_no_mending(text):
    once = mended(text)
    assert mended(once) == once
