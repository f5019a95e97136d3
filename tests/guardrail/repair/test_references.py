import pytest

from guardrail.repair.plain import plain
from guardrail.repair.references import citations, crisis_lines, is_general, numbers, references


@pytest.mark.parametrize(
    ("take", "words", "key"),
    [
        (references, "AB-12345", "ab-12345"),
        (references, "1Z999AA10123456784", "1z999aa10123456784"),
        (references, "#4711", "#4711"),
        (references, "B12", "b12"),
        (references, "ab12cd34", "ab12cd34"),
        (references, "1-800-273-TALK", "1-800-273-talk"),
        (references, "gate 7", "gate 7"),
        (references, "Room No. 12B", "room 12b"),
        (citations, "[12]", "[12]"),
        (citations, "[1, 2]", "[1,2]"),
        (citations, "[^1]", "[^1]"),
        (citations, "(Smith et al., 2020a)", "(smithetal.,2020a)"),
        (citations, "(2020)", "(2020)"),
        (citations, "section 9.2", "section9.2"),
        (citations, "§ 12", "§12"),
        (citations, "arXiv:2604.10557", "arxiv:2604.10557"),
        (crisis_lines, "988", "988"),
        (crisis_lines, "116 123", "116123"),
        (crisis_lines, "Samaritans", "samaritans"),
        (crisis_lines, "suicide hotline", "suicidehotline"),
        (crisis_lines, "emergency services", "emergencyservices"),
        (numbers, "+1 (555) 010-4477", "15550104477"),
        (numbers, "555.010.4477", "5550104477"),
        (numbers, "0800 123 456", "0800123456"),
        (numbers, "+44 20 7946 0958", "442079460958"),
        (numbers, "+49 (0)30 901820", "4930901820"),
        (numbers, "06 12 34 56 78", "0612345678"),
        (numbers, "9152987821", "9152987821"),
        (numbers, "24/7", "24/7"),
        (numbers, "42", "42"),
        (numbers, "3.5", "3.5"),
        (numbers, "3rd", "3th"),
        (numbers, "½", "0.5"),
    ],
)
def test_what_figures_name(take, words, key):
    (fact,) = take(plain(f"Now {words} is it."))
    assert (fact.words, fact.key) == (words, key)


@pytest.mark.parametrize(
    ("take", "text"),
    [
        (references, "I AM HERE and so is SHE"),
        (references, "room for two"),
        (citations, "[x] done (in a way)"),
        (crisis_lines, "I take refuge; they shout; 1,999 and 9881"),
        (numbers, "I am 5"),
    ],
)
def test_what_they_do_not(take, text):
    assert take(plain(text)) == []


def test_an_hour_that_never_ends_is_no_part_of_a_number_to_call():
    assert [fact.words for fact in numbers(plain("0800 123 456 24/7"))] == ["24/7", "0800 123 456"]


@pytest.mark.parametrize(("words", "general"), [("helpline", True), ("A&E", True), ("988", False), ("Lifeline", False)])
def test_a_crisis_line_may_be_meant_in_general(words, general):
    assert is_general(words) is general
