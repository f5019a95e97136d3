import pytest

from guardrail.bench.perturbations.names import Name, names_in, renamed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Marcus said so. I told Priti.", {"Marcus": Name("english", "m"), "Priti": Name("hindi", "f")}),
        ("my sister Shabnam called", {"Shabnam": Name("", "f")}),
        ("my best friend Zorblat left, a boy named Quim too", {"Zorblat": Name("", "u"), "Quim": Name("", "m")}),
        ("She was called Linnea.", {"Linnea": Name("", "f")}),
        ("My name is Suharto. Hi Boxy, hi", {"Suharto": Name("", "u"), "Boxy": Name("", "u")}),
    ],
)
def test_names_are_those_of_the_table_and_those_after_a_cue(item, text, names):
    assert names_in(item(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "Zorblat came. Yesterday Quim left.",  # capitals alone are no name
        "my friend Will you see, my sister Monday, Dear God, Hi Everyone,",
        "my friend went home, my mum Catholic, my boss Polish",
        "my friend Hope left, i hope so",
        "King George, San Jose, Carmen Sandiego",
        "a city called Nairobi, an app called Quiet Rain",
        "https://a.org/Anna `Anna` anna@a.org",
        "anna said",
    ],
)
def test_what_may_be_something_else_is_no_name(item, text):
    assert names_in(item(text)) == {}


def test_a_name_changes_everywhere_and_nothing_else(item):
    given = item("ana, ANA and Ana's dog; Anas, banana", "Ana, see `Ana` at ana@a.org.", "Hi Ana", "Ana 2")
    found = renamed(given, {"Ana": "Kofi"})
    assert [message.text for message in found.conversation.messages] == [
        "Hi Kofi",
        "Kofi 2",
        "kofi, KOFI and Kofi's dog; Anas, banana",
    ]
    assert found.reply == "Kofi, see `Ana` at ana@a.org."


def test_a_possessive_of_a_name_in_s_gets_its_own(item):
    found = renamed(item("James' dog and 'James' and James’s cat"), {"James": "Kofi"})
    assert found.conversation.last_user == "Kofi's dog and 'Kofi' and Kofi’s cat"


def test_a_name_that_is_not_known_may_be_a_word_in_small_letters(item):
    assert renamed(item("Rose rose"), {"Rose": "Kofi"}).conversation.last_user == "Kofi rose"


def test_without_others_nothing_is_renamed(item):
    assert renamed(item("Ana"), {}) == item("Ana")
