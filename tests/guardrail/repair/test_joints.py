import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.joints import clauses


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("The form is due.", ["The form is due"]),
        ("The form is due; it is long.", ["The form is due", "it is long"]),
        ("If the form is due, it is long.", ["", "the form is due", "it is long"]),
        ("Under the rules, the form is due.", ["Under the rules", "the form is due"]),
        ("The form is due, and the fee is paid.", ["The form is due", "the fee is paid"]),
        ("The form and the fee are due.", ["The form and the fee are due"]),
        ("The form is due and must be signed.", ["The form is due and must be signed"]),
        ("I can confirm that the form is due.", ["I can confirm", "the form is due"]),
        ("However, if the form is due, it is long!", ["However", "", "the form is due", "it is long"]),
        ("It is long because the form is due.", ["It is long", "the form is due"]),
    ],
)
def test_a_sentence_comes_apart_at_its_joints(sentence, parts):
    assert [clause for clause, _ in clauses(sentence)] == parts


@given(st.text())
def test_nothing_is_lost_between_clauses(sentence):
    assert "".join(clause + gap for clause, gap in clauses(sentence)) == sentence
