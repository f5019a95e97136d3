import pytest

from guardrail.repair.spelling import articled, contracted, lowered, raised


@pytest.mark.parametrize(
    ("clause", "low"), [("The form", "the form"), ("Kuba should", "Kuba should"), ("NHS staff", "NHS staff"), ("", "")]
)
def test_a_clause_loses_the_capital_of_its_sentence(clause, low):
    assert lowered(clause) == low


def test_a_sentence_has_a_capital():
    assert raised("you go.") == "You go."


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("It is late and you are tired.", "It's late and you're tired."),
        ("I would not go; he cannot see.", "I wouldn't go; he can't see."),
        ("That is what it is.", "That's what it is."),
        ("Both of you are kind.", "Both of you are kind."),
        ("You will not see it.", "You won't see it."),
        ("We have been there and have it.", "We've been there and have it."),
    ],
)
def test_contractions_stand_where_the_verb_is_not_what_matters(long, short):
    assert contracted(long) == short


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a old form", "an old form"),
        ("an useful hour", "a useful hour"),
        ("a hour", "an hour"),
        ("A easy one", "An easy one"),
        ("a unimportant one", "an unimportant one"),
        ("an one-off", "a one-off"),
    ],
)
def test_articles_agree_with_new_words(text, right):
    assert articled(text, "") == right


def test_articles_that_stood_so_before_stay():
    assert articled("a historic hour, an hotel", "an hotel") == "a historic hour, an hotel"
