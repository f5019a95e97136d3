import pytest

from guardrail.repair.moments import dates, spoken_of, times
from guardrail.repair.plain import plain


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("3 May", {"5-3"}),
        ("May 3rd", {"5-3"}),
        ("the 3rd of May", {"5-3"}),
        ("Sept. 5", {"9-5"}),
        ("May 3, 2024", {"2024 5-3"}),
        ("2024-05-03", {"2024 5-3"}),
        ("31/01/2024", {"2024 1-31"}),
        ("3/4/2024", {"2024 3-4", "2024 4-3"}),
        ("99/99/2024", {"99/99/2024"}),
        ("3-5 May", {"5-3-5"}),
        ("January 2024", {"2024 1-any"}),
        ("in March", {"3-any"}),
        ("first of March", {"3-1"}),
        ("Tuesday", {"tuesday"}),
        ("mondays", {"monday"}),
    ],
)
def test_a_date_has_one_spelling(words, keys):
    (fact,) = dates(plain(f"It was {words}, so."))
    assert (fact.keys, fact.words) == (keys, words.removeprefix("the "))


@pytest.mark.parametrize("text", ["You 3 may go.", "This may help.", "10 of them", "a second chance"])
def test_what_is_no_date(text):
    assert dates(plain(text)) == []


def test_a_date_says_its_day_without_the_year():
    assert "5-3" in dates(plain("3 May 2024"))[0].gives


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("5 pm", "17:00"),
        ("5:15 a.m.", "05:15"),
        ("10.30am", "10:30"),
        ("17:30", "17:30"),
        ("5:30", "5:30"),
        ("12 am", "00:00"),
        ("5-7 pm", "17:00-19:00"),
        ("9am to 5pm", "09:00-17:00"),
        ("five o'clock", "5:00"),
        ("half past eight", "8:30"),
        ("quarter to nine", "8:45"),
        ("quarter to one", "12:45"),
        ("noon", "12:00"),
    ],
)
def test_a_time_has_one_spelling(words, key):
    (fact,) = times(plain(f"Come at {words}, then."))
    assert (fact.key, fact.words) == (key, words)


@pytest.mark.parametrize("text", ["It takes five to ten minutes.", "We won 3 to 2.", "It cost $5.30.", "1:234"])
def test_what_is_no_time(text):
    assert times(plain(text)) == []


def test_a_time_says_its_figures_too():
    assert times(plain("5:30 pm"))[0].gives == {"17:30", "5:30"}


@pytest.mark.parametrize(("time", "told"), [("16:00", ("4:00", "4")), ("04:30", ("4:30", "4:30"))])
def test_people_tell_a_time_without_its_half_of_the_day(time, told):
    assert spoken_of(time) == told
