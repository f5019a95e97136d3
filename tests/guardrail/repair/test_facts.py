from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.facts import facts


def test_facts_come_in_order_each_in_its_kind():
    text = "On 3 May at 10:30 take 20 mg, see [1], ask Dr. Obi for AB-12345, or ring 988 or 0800 123 456."
    assert [(fact.kind, fact.words) for fact in facts(text)] == [
        ("date", "3 May"),
        ("time", "10:30"),
        ("measure", "20 mg"),
        ("citation", "[1]"),
        ("name", "Obi"),
        ("reference", "AB-12345"),
        ("crisis line", "988"),
        ("number", "0800 123 456"),
    ]


def test_what_stands_to_the_letter_is_one_fact():
    assert [fact.kind for fact in facts("`3 May` https://a.org/3 “on 3 May at 5”")] == ["code", "link", "quotation"]


def test_a_line_end_does_not_tear_a_fact_apart():
    assert [fact.words for fact in facts("take 20\nmg now")] == ["20\nmg"]


@given(st.text())
def test_its_words_stand_where_it_says(text):
    assert all(text[fact.start : fact.end] == fact.words for fact in facts(text))
