import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guardrail.reading.fold import fold

MARKS = "*_`\u200b\ufe0f\u00ad\u2019\u201cİ\ud800\u0301\r\n #-ẞΣ"
TEXTS = st.text(st.one_of(st.sampled_from(MARKS), st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("I\u2019m “FINE”", 'i\'m "fine"'),
        ("well\u2014no\u00a0more", "well-no more"),
        ("**bold** and *soft* and _low_", "bold and soft and low"),
        ("snake_case stays", "snake_case stays"),
        ("zero\u200bwidth\u00ad", "zerowidth"),
        ("a `b\u2019s` c", "a       c"),
        ("a\n```py\nx\n```\nb", "a\n     \n \n   \nb"),
        ("a ```never closed", "a                "),
        ("İSTANBUL", "İstanbul"),
        ("lone \ud83d here", "lone \ufffd here"),
        ("", ""),
    ],
)
def test_the_plain_view(raw, plain):
    assert fold(raw).text == plain


@given(TEXTS)
@example("İ*İ")
@example("\ud800*\udc00")
def test_every_stretch_of_the_plain_view_leads_back_to_the_original(raw):
    folded = fold(raw)
    for start in range(len(folded.text)):
        for end in (start + 1, len(folded.text)):
            span = folded.span(start, end)
            assert raw[span.start : span.end] == span.quote
            assert span.start < span.end


@given(TEXTS)
def test_without_marks_the_two_run_in_step(raw):
    folded = fold(raw)
    assert folded.offsets is not None or len(folded.text) == len(raw)


@given(st.text(max_size=60))
def test_words_lead_back_to_themselves(words):
    raw = f"*{words}* dog"
    if "`" not in raw:
        place = fold(raw).text.rindex("dog")
        assert fold(raw).span(place, place + 3).quote == "dog"
