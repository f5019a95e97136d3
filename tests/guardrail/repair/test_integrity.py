import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guardrail.repair.integrity import facts, lost, protected
from guardrail.types import Conversation
from tests.growth import grows_with_its_size

TALK = Conversation.of("My dog died.")
FACTS = {
    "code": ["`x = 1`", "```py\nprint(1)\n```"],
    "link": ["https://a.org/b?c=1", "www.a.org/x"],
    "email address": ["ada.l+x@a-b.co.uk"],
    "amount": ["$1,200.50", "€ 30", "EUR 30", "£5k", "20%", "3 percent", "40 euros"],
    "date": ["3 May", "May 3rd", "2024-01-31", "31/01/2024", "Tuesday"],
    "time": ["5 pm", "10:30", "5:15 a.m."],
    "reference": ["AB-12345", "#4711", "X9Y8Z7"],
    "number": ["0800 123 456", "+49 (30) 1234-567", "42", "3000"],
    "crisis line": ["988", "Samaritans", "emergency services"],
    "measure": ["20 mg", "three to five days", "twice a day", "-18 °C"],
    "name": ["Adaeze Obi", "PayPal"],
    "quotation": ["“you were right”", '"you were right"'],
    "citation": ["[12]", "(Smith & Jones, 2019)"],
}
ROWS = [(kind, words) for kind, all_words in FACTS.items() for words in all_words]


@pytest.mark.parametrize(("kind", "words"), ROWS)
def test_a_fact_is_found_where_it_stands(kind, words):
    text = f"First I say {words} and more."
    found = facts(text)
    assert [(fact.kind, fact.words) for fact in found] == [(kind, words)]
    assert text[found[0].start : found[0].end] == words


@pytest.mark.parametrize(
    "text", ["Plain words only.", "I am 5 and you are 7.", "1. one\n2. two\n12) three", "A a. B b.", "", "He's “fine”."]
)
def test_what_is_no_fact(text):
    assert facts(text) == ()


@pytest.mark.parametrize(("kind", "words"), ROWS)
def test_a_fact_that_is_dropped_is_lost(kind, words):
    assert [fact.kind for fact in lost(TALK, f"Now {words} is so.", "Now it is so.")] == [kind]


@pytest.mark.parametrize(("kind", "words"), ROWS)
def test_a_fact_that_stays_is_not_lost(kind, words):
    assert lost(TALK, f"Now {words} is so.", f"So it is: {words}") == ()


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("Take 20 of them.", "Take 200 of them."),
        ("Take 20 of them.", "Take 120 of them."),
        ("Take 20 of them.", "Take 1.20 of them."),
        ("Take 20 of them.", "Take 20.5 of them."),
        ("Come at 1:30.", "Come at 11:30."),
        ("Come at 5 pm.", "Come at 5 am."),
        ("On 3 May.", "On 13 May."),
        ("It is $50.", "It is $500."),
        ("Case AB-12345.", "Case AB-123456."),
        ("On Monday.", "On Sunday."),
        ("Call 0800 123 456.", "Call 0800 123 457."),
        ("He said “you were right”.", "He said “you were wrong”."),
        ("Use `x = 1`.", "Use `x = 2`."),
        ("Take 20 mg.", "Take 20 g."),
        ("It takes three days.", "It takes two days."),
        ("It is with Ada now.", "It is with somebody now."),
    ],
)
def test_a_fact_that_is_changed_is_lost(original, candidate):
    assert lost(TALK, original, candidate)


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("It costs $1,200.", "It costs $1200."),
        ("Call 0800 123 456.", "Call 0800123456."),
        ("Come at 5 PM.", "Come at 5pm."),
        ("On May 3.", "On May 3rd."),
        ("See https://a.org/b.", "See [this](https://a.org/b)"),
        ("1. Rest\n2. Eat", "Rest and eat"),
        ("On Monday and on Monday.", "On monday."),
        ("It takes **three** days.", "3 days, it takes."),
        ("Come at 5 pm.", "Come at 17:00."),
    ],
)
def test_another_way_to_write_it_loses_nothing(original, candidate):
    assert lost(TALK, original, candidate) == ()


def test_what_the_person_said_themselves_is_not_the_replys():
    talk = Conversation.of([{"role": "user", "content": "I paid $50."}, {"role": "assistant", "content": "On 3 May?"}])
    assert [fact.words for fact in protected(talk, "You paid $50 on 3 May, on 3 May.")] == ["3 May"]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("I just had to say it.", ["20"]),
        ("What can I do?", ["Tom", "ten minutes", "20", "Ada"]),
        ("What can I do? No, I just had to say it.", ["20"]),
    ],
)
def test_what_is_small_may_go_with_a_suggestion_that_nobody_asked_for(person, words):
    draft = "1. Ask for Tom.\n2. Walk.\n\nConsider a walk of ten minutes, 20 times. You could tell Ada."
    assert [fact.words for fact in protected(Conversation.of(person), draft)] == words


def test_names_and_quotations_are_known_from_the_persons_own_words():
    assert protected(Conversation.of("ada said i was never right"), "So Ada said “I was never right”.") == ()


@given(st.text(max_size=200))
@example("\x1b$0A\u00b9")
def test_nothing_is_lost_by_leaving_a_text_as_it_is(text):
    assert lost(TALK, text, text) == ()
    assert all(text[fact.start : fact.end] == fact.words for fact in facts(text))


@given(st.lists(st.sampled_from([words for _, words in ROWS]), min_size=1, max_size=5), st.data())
def test_taking_out_any_fact_is_noticed(chosen, data):
    unique = list(dict.fromkeys(chosen))
    gone = data.draw(st.sampled_from(unique))
    kept = " and so ".join(f"we say {words} here" for words in unique if words != gone)
    full = " and so ".join(f"we say {words} here" for words in unique)
    key = next(fact.key for fact in facts(f"x {gone} x"))
    assert key in {fact.key for fact in lost(TALK, full, kept)} or any(key in fact.key for fact in facts(kept))


@pytest.mark.parametrize(
    "unit", ["a", "\n", "A-", "1,", "1.", "“", '"', "a@", "1 ", "`", "```", "(a ", "$1", "http://", "[1", "a.b@"]
)
def test_facts_are_found_in_linear_time(unit):
    assert grows_with_its_size(lambda size: facts((unit * size)[:size]), 100_000)


SCRIPT = "\u201cThis is to notify you that the 30 euros of order AB-12345 are outstanding\u201d"


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        ("You could say: ", ()),
        ("Send something like this:\n\n", ()),
        ("For example, ", ()),
        ("Your message says ", ("quotation",)),
        ("She wrote to you: ", ("quotation",)),
        ("According to the letter you could send, ", ("quotation",)),
        ("The rule is ", ("quotation",)),
    ],
)
def test_words_that_a_reply_suggests_may_be_put_otherwise_and_quoted_words_may_not(before, gone):
    better = f"{before}\u201cYou still owe me the 30 euros for AB-12345\u201d"
    assert tuple(fact.kind for fact in lost(TALK, before + SCRIPT, better)) == gone


def test_what_suggested_words_hold_must_stay():
    assert [
        fact.words
        for fact in lost(
            TALK, f"You could say: {SCRIPT}", "You could say: \u201cPlease pay what you still owe me\u201d"
        )
    ] == [
        "30 euros",
        "AB-12345",
    ]


def test_a_text_that_was_asked_for_may_be_put_otherwise_wherever_it_stands():
    asked = Conversation.of("Can you write a message to my landlord about the rent?")
    assert lost(asked, SCRIPT, "\u201cYou still owe me the 30 euros for AB-12345\u201d") == ()


def test_a_number_that_the_person_named_is_theirs_whatever_it_counts():
    assert lost(Conversation.of("Chapter 31 is out."), "31 chapters is a lot.", "That is a lot.") == ()
    assert [fact.words for fact in lost(TALK, "31 chapters is a lot.", "That is a lot.")] == ["31"]


def test_suggested_words_give_way_to_others_but_not_to_none():
    assert [fact.kind for fact in lost(TALK, f"You could say: {SCRIPT}", "Ask for the 30 euros of AB-12345.")] == [
        "quotation"
    ]
