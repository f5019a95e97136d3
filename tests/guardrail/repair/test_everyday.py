from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.repair.everyday import everyday
from guardrail.repair.facts import facts
from guardrail.repair.holdings import Holdings

SENTENCES = yaml.safe_load(Path(__file__).with_name("everyday.yaml").read_text("utf-8"))
CHANGED, SAME = dict(SENTENCES["changed"]), SENTENCES["same"]
FACTS = [
    "The fee of £12.50 should be paid by 3 May.",
    "Receipt of order AB-12345 is acknowledged.",
    "Questions should be directed to Adaeze Obi on 0800 123 4567.",
    "It is recommended that 20 mg be taken prior to 10:30 am.",
    "The letter should be sent to ada@example.org.",
    "The guide at https://example.org/a should be read.",
    "We are unable to refund the ticket.",
]
marks = st.sampled_from([" ", "\n", "\n\n- ", "\n1. ", "\n> "])
parts = st.lists(st.tuples(st.sampled_from([*CHANGED, *SAME, *FACTS]), marks), max_size=6)
texts = parts.map(lambda pairs: "".join(sentence + mark for sentence, mark in pairs)) | st.text()
some = settings(max_examples=150, deadline=None)


def edited(text, said=""):
    """The text with its edits made; each must lie where it says, and after the one before."""
    parts, position = [], 0
    for edit in everyday(text, said):
        assert edit.span.start >= position
        assert text[edit.span.start : edit.span.end] == edit.span.quote != edit.replacement
        parts += [text[position : edit.span.start], edit.replacement]
        position = edit.span.end
    return "".join((*parts, text[position:]))


@pytest.mark.parametrize(("official", "plain"), CHANGED.items())
def test_official_words_are_said_plainly(official, plain):
    assert edited(official) == plain


@pytest.mark.parametrize("sentence", SAME)
def test_what_is_plain_or_not_prose_stays(sentence):
    assert everyday(sentence) == ()


@pytest.mark.parametrize(
    ("text", "said", "plain"),
    [
        ("The tenant may commence the repair.", "Can I commence the repair?", "The tenant may commence the repair."),
        ("Students should read it.", "My students never read it.", "Students should read it."),
        ("Students should read it.", "My teacher lost it again.", "You should read it."),
        ("Students should read it.", "My boss lost it again.", "Students should read it."),
        ("The user reports low mood.", "Write a note on the user for our records.", "The user reports low mood."),
        ("The user reports low mood.", "I feel awful.", "You report low mood."),
    ],
)
def test_the_persons_own_words_stay_and_show_whom_a_noun_means(text, said, plain):
    assert edited(text, said) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("We read it. Responsibility for that slip is accepted.", "We read it. We take responsibility for that slip."),
        ("I read it for us. The delay is regretted.", "I read it for us. I'm sorry about the delay."),
        ("Our desk is shut. It is recommended that you book.", "Our desk is shut. You should book."),
        ("“We forgot.” The delay is regretted.", "“We forgot.” I'm sorry about the delay."),
    ],
)
def test_who_writes_speaks_as_they_did_before(text, plain):
    assert edited(text) == plain


def test_a_letter_that_is_handed_over_stays():
    letter = "Here it is:\n\nDear Sir,\nPlease be advised that I am unable to attend.\nKind regards,\nAnn"
    assert edited(f"{letter}\n\nPlease be advised that it is short.") == f"{letter}\n\nIt's short."


def test_only_sentences_that_change_anyway_are_contracted():
    text = "It is late. It is advisable to go; it is dark."
    assert edited(text) == "It is late. I'd go; it's dark."


@some
@given(texts)
def test_edits_lie_where_they_say_and_keep_the_facts(text):
    plain = edited(text)
    assert [fact for fact in facts(text) if not Holdings(plain).holds(fact)] == []
    assert [fact for fact in facts(plain) if not Holdings(text).holds(fact)] == []


@some
@given(texts)
def test_what_was_said_plainly_is_plain(text):
    assert everyday(edited(text)) == ()
