import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.passages import read_passages


def sentences(text):
    passages = read_passages(text)
    return [passages.unmasked(sentence).strip() for _, sentence in passages.sentences()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Ask Dr. Obi, e.g. today. Then go.", ["Ask Dr. Obi, e.g. today.", "Then go."]),
        ("He said “Go on.” She left.", ["He said “Go on.”", "She left."]),
        ("- One\n2. Two\n**Three** here", ["One", "Two", "Three** here"]),
        ("# One\n| two |\n---\nThree", ["Three"]),
        ("It goes\non here.", ["It goes on here."]),
        ("I don't. You do.", ["I don't.", "You do."]),
        ("", []),
    ],
)
def test_running_prose_is_read_sentence_by_sentence(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize("kept", ["`x y`", "https://example.org/a", "“no, not now”", "ada@example.org"])
def test_what_stays_to_the_letter_is_one_character(kept):
    passages = read_passages(f"See {kept} now.")
    ((start, sentence),) = passages.sentences()
    assert len(sentence) == len("See x now.")
    assert passages.unmasked(sentence) == f"See {kept} now."
    assert passages.span(start + 4, start + 9).quote == f"{kept} now"


@pytest.mark.parametrize(
    "text",
    [
        "Here:\n\nDear Sir,\nIt is late.\n\nKind regards,\nAnn",
        "Dear [Name],\nIt is late.",
        "Subject: Leave\n\nI am writing to ask.",
    ],
)
def test_a_letter_stays_out(text):
    masked = read_passages(text).masked
    assert "late" not in masked
    assert "writing" not in masked


def test_an_answer_may_open_like_a_letter():
    assert sentences("Dear Ann, it is late.") == ["Dear Ann, it is late."]


def test_a_text_with_private_characters_is_not_read():
    assert read_passages("a \ue000 b") is None


@given(st.text())
def test_every_sentence_leads_back_to_the_text(text):
    passages = read_passages(text)
    for start, sentence in passages.sentences() if passages else ():
        span = passages.span(start, start + len(sentence))
        assert span.quote == text[span.start : span.end]
        assert span.quote.replace("\n", " ") == passages.unmasked(sentence).replace("\n", " ")
