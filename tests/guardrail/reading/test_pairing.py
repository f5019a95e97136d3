import pytest

from guardrail.reading.need import read_need
from guardrail.reading.pairing import Pairing
from guardrail.reading.traits import read_traits
from guardrail.types import Conversation

DIED = "My dog Rufus died this morning. I am heartbroken. Should I tell my daughter tonight?"
SHARES = (
    "met",
    "gap",
    "echo_opening",
    "echo_all",
    "own_matter",
    "generic_share",
    "answered",
    "hard_taken_up",
    "retold",
)


def pair(person, reply):
    return Pairing(read_need(Conversation.of(person)), read_traits(reply))


@pytest.mark.parametrize(
    ("worse", "better", "measure"),
    [
        ("That is a bit sad.", "That is heartbreaking, you must be heartbroken.", "met"),
        ("There are many ways to cope.", "Rufus died this morning, and your daughter loved him.", "echo_all"),
        (
            "I am sorry. I am. So it is. Rufus died this morning.",
            "Rufus died this morning. I am. So it is.",
            "echo_opening",
        ),
        ("There are many options.", "Yes, tell your daughter tonight.", "answered"),
        ("There are many options.", "Rufus and your daughter.", "own_matter"),
    ],
)
def test_a_reply_that_takes_up_more_measures_more(worse, better, measure):
    assert getattr(pair(DIED, worse), measure) < getattr(pair(DIED, better), measure)


@pytest.mark.parametrize(
    ("reply", "named"), [("Rufus died so young.", ["died"]), ("I am sorry about Rufus.", []), ("", [])]
)
def test_an_event_is_named_by_its_own_word(reply, named):
    found = pair(DIED, reply)
    assert [found.need.text.span(event.match).quote for event in found.named_events] == named


@pytest.mark.parametrize("person", [DIED, "", "hi", "????", "\ud800"])
@pytest.mark.parametrize("reply", ["", "…", "That is sad.", DIED, "`code`", "word " * 3000])
def test_every_share_stays_in_its_range(person, reply):
    found = pair(person, reply)
    assert all(0.0 <= getattr(found, share) <= 1.0 for share in SHARES)


def test_an_event_is_met_by_its_feeling_at_its_strength():
    assert pair("My dog died.", "That is devastating.").gap < pair("My dog died.", "That is unfortunate.").gap


def test_what_would_fit_anyone_is_generic():
    found = pair(DIED, "Many people find it helpful to rest a little. Rufus was with you for years.")
    quotes = [found.traits.text.sentence_span(sentence).quote for sentence in found.generic]
    assert quotes == ["Many people find it helpful to rest a little."]


def test_walks_meets_walk():
    assert pair("We walked the beaches.", "The walk on the beach.").echo_all > 0


def test_an_unanswered_question_is_named():
    found = pair(DIED, "I am sorry about Rufus.")
    assert [found.need.text.sentence_span(sentence).quote for sentence in found.unanswered] == [
        "Should I tell my daughter tonight?"
    ]
    assert pair("My dog died.", "Oh no.").answered == 1.0


def test_a_reply_that_repeats_the_message_is_retold():
    assert pair(DIED, DIED).retold > 0.7
    assert pair(DIED, "Oh no.").retold == 0.0
