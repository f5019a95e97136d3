from dataclasses import asdict
from json import dumps

import pytest

from guardrail.reading.need import read_need
from guardrail.reading.pairing import Pairing
from guardrail.reading.summary import need_summary, pairing_summary, traits_summary
from guardrail.reading.traits import read_traits
from guardrail.types import Conversation

PERSON = "My dog Rufus died this morning, I am heartbroken. You people ignored me again. Should I tell my daughter?"
REPLY = "I'm so sorry to hear that Rufus died. You could talk to a therapist.\n- Call 12 friends.\nHow are you?"


def need(text):
    return need_summary(read_need(Conversation.of(text)))


def pairing(person, reply):
    return pairing_summary(Pairing(read_need(Conversation.of(person)), read_traits(reply)))


def quotes(spans):
    return [span.quote for span in spans]


def test_what_the_person_needs_comes_with_its_words():
    found = need(PERSON)
    assert (found.loudest.span.quote, found.loudest.family, found.loudest.valence) == ("died", "death", -1)
    assert found.loudest.event
    assert quotes(found.questions) == ["Should I tell my daughter?"]
    labels = {words.labels for words in found.hard_words}
    assert {("criticism",), ("asks_position",)} <= labels
    assert (found.valence, found.plain) == (-1.0, False)


def test_probabilities_fall():
    found = need(PERSON)
    for likely in (found.wanted, found.hard):
        assert list(likely.values()) == sorted(likely.values(), reverse=True)
        assert all(0.0 <= probability <= 1.0 for probability in likely.values())


def test_a_plain_request_closes_the_gate():
    found = need("How many cups are in a litre?")
    assert found.plain
    assert found.ordinary > 0.8
    assert (found.loudest, found.hard_words) == (None, ())


def test_what_a_reply_does_comes_sentence_by_sentence():
    found = traits_summary(read_traits(REPLY))
    acts = {words.span.quote: set(words.labels) for words in found.sentences}
    assert "stock_empathy" in acts["I'm so sorry to hear that Rufus died."]
    assert {"advice", "referral"} <= acts["You could talk to a therapist."]
    assert acts["How are you?"] == {"question"}
    assert (found.suggestions, found.questions, found.items, found.headings) == (2, 1, 1, 0)
    assert quotes(found.specifics) == ["Rufus", "12"]
    assert found.words == 20


def test_the_reply_is_held_against_what_was_told_and_asked():
    found = pairing(PERSON, REPLY)
    assert (quotes(found.events_named), quotes(found.events_unnamed)) == (["died"], [])
    assert (quotes(found.answered), quotes(found.unanswered)) == ([], ["Should I tell my daughter?"])
    assert found.taken_up == ("rufus", "died")
    assert "daughter" in found.left_out
    assert quotes(found.generic) == ["You could talk to a therapist."]


def test_an_event_that_is_passed_over_is_unnamed():
    found = pairing(PERSON, "Yes, tell your daughter tonight.")
    assert (quotes(found.events_named), quotes(found.events_unnamed)) == ([], ["died"])
    assert quotes(found.answered) == ["Should I tell my daughter?"]


@pytest.mark.parametrize("person", ["", "hi", "????", "\ud800", PERSON])
@pytest.mark.parametrize("reply", ["", "…", "`code`", "\ud800 at\u200b least 3", REPLY])
def test_a_summary_is_plain_data_with_exact_words_for_any_text(person, reply):
    traits = traits_summary(read_traits(reply))
    assert dumps([asdict(need(person)), asdict(traits), asdict(pairing(person, reply))])
    spans = [*traits.specifics, *(words.span for words in traits.sentences)]
    assert all(reply[span.start : span.end] == span.quote for span in spans)
