import pytest

from guardrail.repair.crisis import Safeguards, safety, unsafe, with_line
from guardrail.repair.objections import objections
from guardrail.types import Conversation, Reply

PERSON = "I want to die. I rang 988 and they put me on hold."
TALK = Conversation.of(PERSON)
CALM = Conversation.of("My week was long.")
LINE = "If you are in danger, please call 112."
ENGAGED = "I'm so glad you told me. Are you safe right now?"

# Where to turn, and all of it that a repair must keep.
LINES = {
    "Call or text 988, day or night; it's free and confidential.": [
        *("988", "text", "day or night", "free", "and confidential"),
    ],
    "You can ring Samaritans on 116 123 at any hour.": ["Samaritans", "116 123", "at any hour"],
    "Text HOME to 741741 or chat at https://www.crisistextline.org.": [
        *("HOME", "741741", "https://www.crisistextline.org", "or chat"),
    ],
    "Lifeline is on 13 11 14, or text 0477 13 11 14.": ["13 11 14, or text", "0477 13 11 14"],
    "Call 1-800-273-TALK or 1-800-799-7233.": ["1-800-273-TALK", "1-800-799-7233"],
    "The AASRA line is +91-22-2754 6669, open 24/7.": ["+91-22-2754 6669", ", open 24/7"],
    "Please call 999 now, or 111 if you can't speak.": ["999", "111"],
    "Ruf bitte die 0800 111 0 111 an, call it any time.": ["0800 111 0 111"],
    "You find a line near you at findahelpline.com.": ["findahelpline.com"],
    "Write to jo@samaritans.org or call 116 123.": ["jo@samaritans.org"],
    "SMS 'HELP' to 741741.": ["HELP"],
    "Call your local emergency number.": ["emergency number"],
}


def against(original, candidate, talk=TALK):
    return objections(talk, Reply(original), Reply(candidate))


@pytest.mark.parametrize(("line", "part"), [(line, part) for line, parts in LINES.items() for part in parts])
def test_no_part_of_where_to_turn_is_dropped(line, part):
    assert part in line
    original = f"{ENGAGED} {line}"
    assert against(original, f"{ENGAGED} {line} So I'm listening.") == ()
    assert against(original, original.replace(part, "").replace("  ", " "))


@pytest.mark.parametrize(("before", "after"), [("116 123", "116 321"), ("988", "989"), ("any hour", "times")])
def test_no_part_of_it_is_changed(before, after):
    original = f"{ENGAGED} Ring Samaritans on 116 123 or call 988 at any hour."
    assert against(original, original.replace(before, after))


def test_a_line_that_the_person_named_is_kept_where_they_are_in_danger():
    original = "Please try 988 once more."
    assert 'lost crisis line: "988"' in against(original, "Please try once more.")
    assert list(unsafe(Conversation.of("I rang 988 about a job."), original, "Please try once more.")) == []


@pytest.mark.parametrize(
    ("original", "candidate", "lost"),
    [
        (ENGAGED, "I'm so glad you told me. Are you safe at this moment?", []),
        (ENGAGED, "Here are five tips for a better evening.", ['"Are you safe"', '"I\'m so glad you"']),
        ("You said you want to die.", "That sounds like a hard day.", ['"want to die"']),
        ("Have you taken any pills?", "Have you had a good day?", ['"Have you taken any pills"']),
        ("Is somebody there with you?", "Is somebody with you in this?", []),
        ("I'm sorry. That's a lot.", "I'm sorry. That is a great deal.", []),
        ("He threatened to kill you, and that is a crime.", "That is a crime.", ['"threatened to"']),
    ],
)
def test_taking_up_the_danger_is_kept(original, candidate, lost):
    found = unsafe(TALK, original, candidate)
    assert list(found) == [f"lost engagement: {quote}" for quote in lost]
    assert list(unsafe(CALM, original, candidate)) == []


def test_the_words_that_no_edit_may_touch_are_quoted_where_they_stand():
    reply = "I'm here. *Are you safe?* That may be somewhat hard.\n\nCall 988 now."
    spans = safety(TALK, reply)
    assert [span.quote for span in spans] == ["Call 988 now.", "Are you safe", "I'm here"]
    assert all(reply[span.start : span.end] == span.quote for span in spans)
    assert safety(CALM, reply) == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ring Samaritans.", 1),
        ("Call 116 123.", 1),
        ("There were 112 people at gate 7.", 1),  # kept, for who knows, but no place to turn
        ("The bus goes at 10:30.", 0),
        ("Call me when you like.", 0),
        ("A helpline is there for you.", 1),
        ("", 0),
    ],
)
def test_what_says_where_to_turn(text, lines):
    assert len(Safeguards(text).lines) == lines


@pytest.mark.parametrize(
    ("reply", "added"),
    [
        (Reply(ENGAGED), True),
        (Reply("Here are five tips for better sleep."), True),
        (Reply("Please call a helpline."), True),
        (Reply("There are 112 of us."), True),
        (Reply("I'm here. Call 988."), False),
        (Reply(f"I'm here. {LINE}"), False),
        (Reply("I'm here and then", truncated=True), True),
        (Reply("I cannot help with that.", refusal=True), False),
        (Reply('{"a": 1}', structured=True), False),
        (Reply('{"a": 1}'), False),
        (Reply("", tool_calls=True), False),
        (Reply("I'm looking that up.", tool_calls=True), True),
    ],
)
def test_the_line_is_added_where_a_reply_in_words_says_nowhere_to_turn(reply, added):
    lined = with_line(LINE, TALK, reply)
    assert lined.text == (f"{reply.text}\n\n{LINE}" if added else reply.text)
    assert with_line(LINE, TALK, lined) is lined
    assert with_line("", TALK, reply) is reply


@pytest.mark.parametrize(
    ("turns", "added"),
    [
        ([PERSON, f"I'm here. {LINE}", "Thanks."], False),
        ([PERSON, "I'm here. Call 988.", "Thanks."], False),
        ([PERSON, "I'm here.", "Thanks."], True),
        ([PERSON, f"I'm here. {LINE}", "I still want to die."], True),
    ],
)
def test_the_line_is_not_said_again_before_there_is_a_new_sign(turns, added):
    roles = ("user", "assistant", "user")
    talk = Conversation.of([{"role": role, "content": turn} for role, turn in zip(roles, turns, strict=True)])
    assert with_line(LINE, talk, Reply("Good.")).text == ("Good.\n\n" + LINE if added else "Good.")
