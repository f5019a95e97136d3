from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.repair.objections import objections
from guardrail.types import Conversation, Reply
from tests.growth import grows_with_its_size

TALK = Conversation.of("My dog died.")
CAME = Reply("It is late. Call 0800 123 456.")
CAUGHT, PASSES = (
    yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text("utf-8")) for name in ("caught", "passes")
)
HELD = {
    "Take 20 mg of it.": "20 mg",
    "It takes three to five business days.": "three to five business days",
    "The fee is $1,250.50 a month.": "$1,250.50 a month",
    "The hearing is on 3 May 2024.": "3 May 2024",
    "The desk opens at 10:30 am.": "10:30 am",
    "Your case is AB-12345.": "AB-12345",
    "You board at gate 7.": "gate 7",
    "The nurse there is Adaeze Obi.": "Adaeze Obi",
    "Write to ada@example.org.": "ada@example.org",
    "He said “you were never right” to you.": "“you were never right”",
    "It was shown once [12].": "[12]",
    "Their number is 0800 123 4567.": "0800 123 4567",
    "At night there is Samaritans.": "Samaritans",
    "We can't refund the ticket.": "We can't refund the ticket",
    "Do not mix bleach with vinegar.": "Do not mix bleach with vinegar",
}
TO_THE_LETTER = {"See https://example.org/A/b now.": "https://example.org/A/b", "Run `ls -a` there.": "`ls -a`"}
PLAIN = ["That stings.", "The kitchen is quiet now.", "He waited by the door.", "And then the phone rang."]
SENTENCES = [*HELD, *TO_THE_LETTER, *PLAIN]
texts = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=7, unique=True)
some = settings(max_examples=60, deadline=None)


def against(original, candidate, talk=TALK):
    return objections(talk, Reply(original), Reply(candidate))


@pytest.mark.parametrize("case", CAUGHT, ids=lambda case: case["candidate"])
def test_what_must_be_thrown_away(case):
    found = against(case["original"], case["candidate"], Conversation.of(case["person"]))
    assert [objection for objection in found if objection.startswith(case["objection"])]


@pytest.mark.parametrize("case", PASSES, ids=lambda case: case["candidate"])
def test_what_may_be_delivered(case):
    assert against(case["original"], case["candidate"], Conversation.of(case["person"])) == ()


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (CAME, ()),
        (Reply("So late. Call 0800 123 456!"), ()),
        (Reply("So late."), ('lost number: "0800 123 456"',)),
        (Reply(CAME.text, tool_calls=True), ("turned into a tool call",)),
        (Reply(CAME.text, refusal=True), ("turned into a refusal",)),
        (Reply(CAME.text, truncated=True), ("cut off",)),
        (Reply(f"{CAME.text} Great question."), ('new flattery: "Great question"',)),
        (Reply(""), ('lost number: "0800 123 456"',)),
    ],
)
def test_what_speaks_against_a_candidate(candidate, said):
    assert objections(TALK, CAME, candidate) == said


def test_what_came_as_a_tool_call_a_refusal_or_cut_off_may_stay_so():
    came = Reply("so", tool_calls=True, truncated=True, refusal=True)
    assert objections(TALK, came, came) == ()


def test_each_objection_is_made_once():
    assert against("On Monday, on Monday.", "") == ('lost date: "Monday"',)


@some
@given(texts, st.data())
def test_whatever_is_deleted_is_reported_with_its_words(sentences, data):
    gone = data.draw(st.sampled_from(sentences))
    found = against(" ".join(sentences), " ".join(sentence for sentence in sentences if sentence != gone))
    words = (HELD | TO_THE_LETTER).get(gone)
    assert [objection.split('"', 1)[1] for objection in found] == ([f'{words}"'] if words else [])


@some
@given(texts, st.data())
def test_order_repetition_and_plain_words_between_change_nothing(sentences, data):
    moved = data.draw(st.permutations([*sentences, data.draw(st.sampled_from(sentences)), *PLAIN[:2]]))
    assert against(" ".join(sentences), " ".join(moved)) == ()


@some
@given(texts, st.data())
def test_spaces_change_nothing(sentences, data):
    held = [sentence for sentence in sentences if sentence not in TO_THE_LETTER]
    spaces = st.sampled_from([" ", "  ", "\t", "\u00a0", " \u200b", "\n"])
    spread = "".join(data.draw(spaces) if char == " " else char for char in " ".join(held))
    assert against(" ".join(held), spread) == ()


def marked(sentence, way):
    words = sentence.split(" ")
    middle = len(words) // 2
    return {
        "bold": f"**{sentence}**",
        "italic": f"_{sentence}_",
        "words": " ".join([*words[:middle], f"**{words[middle]}**", *words[middle + 1 :]]),
        "item": f"\n- {sentence}\n",
        "numbered": f"\n1. {sentence}\n",
        "heading": f"\n## {sentence}\n",
        "quoted": f"\n> {sentence}\n",
        "none": sentence,
    }[way]


WAYS = ["bold", "italic", "words", "item", "numbered", "heading", "quoted", "none"]


@some
@given(texts, st.data())
def test_markdown_changes_nothing(sentences, data):
    held = [sentence for sentence in sentences if sentence not in TO_THE_LETTER]
    dressed = " ".join(marked(sentence, data.draw(st.sampled_from(WAYS))) for sentence in held)
    assert against(" ".join(held), dressed) == ()


@some
@given(texts, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.data())
def test_other_letters_change_nothing_that_does_not_stand_to_the_letter(sentences, cased, data):
    gone = data.draw(st.sampled_from(sentences))
    held = [sentence for sentence in sentences if sentence not in TO_THE_LETTER]
    assert against(" ".join(held), cased(" ".join(held))) == ()
    found = against(" ".join(sentences), cased(" ".join(sentence for sentence in sentences if sentence != gone)))
    words = (HELD | TO_THE_LETTER).get(gone)
    assert words is None or any(words in objection for objection in found)


odd = st.text(max_size=80) | st.text(
    st.sampled_from("aA1 2,.:-\n*_`\"'“”>()[]#$€%@/\\\ud800\u200f\u0663½🐕שלום"), max_size=60
)


@given(odd, odd, odd)
def test_no_text_is_too_odd(person, original, candidate):
    assert isinstance(against(original, candidate, Conversation.of(person)), tuple)


@given(odd)
def test_nothing_speaks_against_a_reply_itself(text):
    assert against(text, text) == ()


LONG = [
    "Do not mix a{0} with b{0}. ",
    "We can't refund a{0}. ",
    "Take {0} mg, {0}, $5 or 1-{0}. ",
    "You are not a{0} b{0} c. ",
    "“It was a{0} for me” ",
    "A{0} B ",
    "`x{0}` ",
    "1 ",
    "not ",
    "\n- ",
    "if you ",
    "“",
]


@pytest.mark.parametrize("unit", LONG)
def test_long_texts_are_read_in_linear_time(unit):
    def read(size):
        original, candidate = ("".join(unit.format(n) for n in range(start, start + size))[:size] for start in (0, 7))
        against(original, candidate, Conversation.of("My dog died."))

    assert grows_with_its_size(read, 20_000)
