import pytest

from guardrail.repair.clauses import read_statements, stem


def clauses(text):
    return [set(clause.stems) for clause in read_statements(text).clauses]


def denying(text):
    return [clause.denies for clause in read_statements(text).clauses]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("You called us, but nobody came.", [{"cal"}, {"cam"}]),
        ("If you feel dizzy, do not drive.", [{"feel", "dizzy"}, {"driv"}]),
        ("Call us because it burns", [{"cal"}, {"burn"}]),
        ("He left - she stayed. They ate", [{"left"}, {"stay"}, {"ate"}]),
        ("", []),
    ],
)
def test_a_sentence_falls_into_clauses(text, parts):
    assert clauses(text) == parts


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("Take it.", False),
        ("Do not take it.", True),
        ("Don’t take it.", True),
        ("Take it without food.", True),
        ("Do not take it without food.", False),
        ("It is unsafe.", True),
        ("It isn't unsafe.", False),
        ("I don't know nothing about it.", True),
        ("Please don't hesitate to write.", False),
        ("We no fit do am.", True),
        ("We cannae dae it.", True),
    ],
)
def test_a_clause_denies_or_does_not(text, denies):
    assert denying(text) == [denies]


def test_a_manner_of_speaking_states_nothing():
    said = read_statements("I can't imagine it. I can't refund it.")
    assert [said.quote(clause) for clause in said.stated("refusal")] == ["I can't refund it"]


def test_a_clause_may_be_asked_supposed_or_ones_own():
    (asked,) = read_statements("Did they refund it?").clauses
    (supposed,) = read_statements("If they refund it").clauses
    (own,) = read_statements("We refund it").clauses
    assert (asked.asks, supposed.supposes, own.ours) == (True, True, True)
    assert (own.asks, own.supposes, asked.ours) == (False, False, False)


@pytest.mark.parametrize(
    ("words", "same"),
    [("refunded", "refund"), ("stopping", "stop"), ("taking", "take"), ("mixes", "mix"), ("breathing", "breathe")],
)
def test_forms_of_a_word_have_one_stem(words, same):
    assert stem(words) == stem(same)
