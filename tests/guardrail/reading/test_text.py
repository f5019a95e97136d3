import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.reading.phrases import PhraseIndex
from guardrail.reading.text import read_text

INDEX = PhraseIndex({"least": ["at least"], "soft": ["(a )?bit", "so * sad"]})
ODD = st.text(st.one_of(st.sampled_from("*_`\u200b\u2019İ\ud800\u0301\r\n #-.!?"), st.characters()), max_size=30)


def read(text):
    return read_text(text, INDEX)


@pytest.mark.parametrize(
    ("text", "items", "headings"),
    [
        ("plain", 0, 0),
        ("- a\n- b\n* c\n+ d\n• e", 5, 0),
        ("1. a\n2) b\n12. c", 3, 0),
        ("**bold** start", 0, 0),
        ("# One\ntext\n\n**Two**\n\n**Three:**\r\ntext", 0, 3),
        ("- a\r\n- b\r\n\r\nc", 2, 0),
        ("-5 degrees and 3.5 of them", 0, 0),
        ("a - b", 0, 0),
        ("", 0, 0),
    ],
)
def test_the_layout(text, items, headings):
    found = read(text)
    assert (found.items, found.headings) == (items, headings)


def test_sentences_hold_their_words():
    text = read("At least one. Is it? *Yes!*\n\n…\n\nNo")
    assert [text.sentence_span(sentence).quote for sentence in text.sentences] == [
        "At least one.",
        "Is it?",
        "Yes!",
        "No",
    ]
    assert [span.quote for span in text.sentence_spans(text.sentences[1:3])] == ["Is it?", "Yes!"]
    assert [sentence.asks for sentence in text.sentences] == [False, True, False, False]
    assert [sentence.length for sentence in text.sentences] == [3, 2, 1, 1]


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("Well, **at** least", "at** least"),
        ("AT\u00a0LEAST", "AT\u00a0LEAST"),
        ("a\u200bt least", "a\u200bt least"),
        ("😭 at least 😭", "at least"),
        ("İİİ at least", "at least"),
        ("\ud83d at least", "at least"),
        ("\u202eat least", "at least"),
        ("e\u0301\u0301 at least", "at least"),
        ("a\r\nat least\r\n", "at least"),
        ("`at least` at least", "at least"),
    ],
)
def test_a_match_leads_back_to_the_exact_words(raw, quote):
    text = read(raw)
    (span,) = text.spans(text.labelled("least"))
    assert span.quote == quote == raw[span.start : span.end]


@pytest.mark.parametrize("raw", ["`at least`", "```\nat least\n```", "at\nleast", "at. Least", "atleast"])
def test_code_and_sentence_ends_hold_no_match(raw):
    assert read(raw).labelled("least") == ()


@given(ODD, ODD)
def test_every_span_is_exact_in_any_text(before, after):
    raw = f"{before}At least a bit so very sad.{after}"
    text = read(raw)
    spans = [*text.spans(text.matches), *(text.sentence_span(sentence) for sentence in text.sentences)]
    assert all(raw[span.start : span.end] == span.quote and span.quote for span in spans)
    assert [sentence.first for sentence in text.sentences] == sorted({sentence.first for sentence in text.sentences})


def test_labels_are_counted_by_the_hundred_words():
    assert read("at least " * 25).rate("least") == 50.0
    assert read("").rate("least") == 0.0
    assert len(read("at least a bit").labelled("least", "soft", "none")) == 2


@pytest.mark.parametrize("unit", ["\n", " ", "- ", "# ", "**", "*a", "_", "`", "```", "\r\n", "1. \n", "at least "])
def test_layout_of_any_length_is_counted_in_linear_time(unit):
    text = read((unit * 100_000)[:100_000])
    assert text.items + text.headings >= 0
