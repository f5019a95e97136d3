import pytest

from guardrail.engine import Guard
from guardrail.reading.reading import Reading
from guardrail.repair.revision import revised
from guardrail.repair.revisions import harmful, listens, openings, unasked, wording
from guardrail.types import Conversation, Reply

MOURNING = "My dog Rufus died this morning. I can't stop shaking. I don't want advice, I just needed to tell someone."
ASKING = "My dog Rufus died this morning and I can't stop shaking. What do I do with him?"
GUARD = Guard.load()


def read(message, reply):
    talk = Conversation.of(message)
    return Reading(talk, Reply(reply), 10_000), GUARD.check(talk, reply).assessed


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (MOURNING, True),
        ("im 23 and i passed my driving test!!! first try!!! im screaming", True),
        (ASKING, False),
        ("my dog died. can u help me", False),
        ("my dog died. i ask how i can tell the children", False),
        ("my dog died today and i am crying. who watches the other one tomorrow", False),
        ("Your courier lost my dog's ashes. I want one of you to put this right.", False),
        ("What is the capital of France?", False),
    ],
)
def test_who_wants_a_hearing_and_asks_for_nothing(message, wanted):
    assert listens(read(message, "Oh.")[0]) is wanted


def said(message, reply):
    reading, findings = read(message, reply)
    return [revision.said for revision in openings(reading, findings)]


def test_an_opening_names_what_happened_where_the_reply_does_not():
    assert said(ASKING, "That can be upsetting. Call a vet.") == [
        "Your dog Rufus died this morning and you can't stop shaking."
    ]


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (ASKING, "Rufus died this morning, and you are shaking: that is grief, and it is heartbreaking. Call the vet."),
        ("How do I boil an egg?", "Boil it for six minutes."),
        ("What do you think?", "That can be upsetting."),
        ("I passed!! I am overjoyed! What do I tell them?", "That is nice. Tell them."),
        ("My dog died and I am devastated. Write a text to my sister for me.", "That can be upsetting. Sis, he died."),
    ],
)
def test_nothing_is_named_twice_or_where_nothing_is_felt(message, reply):
    assert said(message, reply) == []


def test_a_stock_phrase_gives_way_to_what_happened():
    reading, findings = read(ASKING, "That must be hard. Call a vet.")
    (revision,) = openings(reading, findings)
    assert revised(reading.conversation, reading.reply, (revision,)).text == f"{revision.said} Call a vet."


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("Thanks for telling us! Call a vet.", "Call a vet."),
        ("Oh dear! Call a vet.", "Call a vet."),
        ("I'm so sorry to hear that. Call a vet.", "I'm so sorry to hear that. Call a vet."),
    ],
)
def test_thanks_and_cheer_give_way_to_what_happened_and_sorrow_does_not(reply, left):
    reading, findings = read(ASKING, reply)
    (revision,) = openings(reading, findings)
    assert revised(reading.conversation, reading.reply, (revision,)).text == f"{revision.said} {left}"


def test_nothing_is_named_before_a_long_joke_that_stays():
    assert said(ASKING, "Ha, put me down for a puppy of the next litter! Call a vet.") == []


GLAD = "My sister made me her witness!! I cried in the kitchen all evening. I keep thinking of our mum."


@pytest.mark.parametrize("reply", ["That's nice.", "Good to hear. Enjoy the day."])
def test_joy_is_said_back_only_where_it_is_exclaimed(reply):
    assert all(opening.endswith("!") for opening in said(GLAD, reply))


def cut(message, reply):
    reading, findings = read(message, reply)
    return [edit.span.quote for revision in harmful(reading, findings) for edit in revision.edits]


def test_a_sentence_that_does_harm_may_go():
    assert cut(ASKING, "At least you had him for years. Call your vet, who will come and fetch him.") == [
        "At least you had him for years."
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "- At least you had him for years.\n- Call your vet.",
        "**Comfort:** at least you had him for years.",
        "Consider that at least you had him for years.",
        "At least you had him for years. That takes two of you.",
        "At least you had him for years. If that is how it was, call us.",
        "Well done, at least you had him for years.",
        "At least you had him for years, and I can send you a form.",
    ],
)
def test_what_stands_in_a_list_or_is_help_stays(reply):
    assert cut(ASKING, reply) == []


def test_an_evasion_goes_only_where_a_position_stands():
    evasion = "There are good arguments on both sides."
    asked = "My sister wants to sell mum's house. I am furious. Is she wrong, yes or no?"
    assert evasion not in cut(asked, f"{evasion} It is a matter of the heart.")


@pytest.mark.parametrize("message", ["I want to die. I don't want advice.", "took all my pills. dont want advice"])
def test_nothing_goes_where_there_is_danger(message):
    reading, findings = read(message, "It could be worse. There are people who care.")
    assert openings(reading, findings) == ()
    assert harmful(reading, findings) == ()
    assert unasked(reading, (), "You want to die.") == ()


LIST = (
    "Rufus was lucky.\n\nHere are some steps:\n\n- Walk daily.\n- Sleep more.\n\nLet me know which of these you want."
)


def test_a_list_nobody_asked_for_goes_with_what_speaks_of_it():
    reading, _ = read(MOURNING, LIST)
    (revision,) = unasked(reading, (), "")
    assert revised(reading.conversation, reading.reply, (revision,)).text == "Rufus was lucky."


def test_where_something_is_said_only_what_meets_them_is_left():
    reply = "There are five stages. I have told the desk, and they will call. Losing him is heartbreaking. Try yoga."
    reading, _ = read(MOURNING, reply)
    (revision,) = unasked(reading, (), "Your dog died.")
    kept = "I have told the desk, and they will call. Losing him is heartbreaking."
    assert revised(reading.conversation, reading.reply, (revision,)).text == kept


def test_what_is_particular_to_their_matter_stays():
    reading, _ = read(MOURNING, "Pets have short lives. I doubt that Rufus suffered. Try yoga.")
    (revision,) = unasked(reading, (), "Your dog died.")
    assert [edit.span.quote for edit in revision.edits] == ["Try yoga.", "Pets have short lives."]


def test_nothing_goes_on_which_the_next_sentence_leans_that_stays():
    reading, _ = read(MOURNING, "Pets have short lives. That is what Rufus taught you. Try yoga.")
    (revision,) = unasked(reading, (), "Your dog died.")
    assert [edit.span.quote for edit in revision.edits] == ["Try yoga."]


def test_a_list_that_was_asked_for_stays():
    assert unasked(read(ASKING, LIST)[0], (), "Your dog died.") == ()


def test_no_sentence_goes_for_words_that_the_person_uses_themselves():
    reply = "You can get over him only by leaving. Good luck!"
    reading, findings = read("How do I get over him? I cry every day and I can't eat.", reply)
    gone = [edit.span.quote for revision in wording(reading, findings) for edit in revision.edits]
    assert "You can get over him only by leaving." not in gone
