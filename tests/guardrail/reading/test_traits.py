import pytest

from guardrail.reading.traits import read_traits, specific

LIST = "Try this:\n1. Call your mother.\n2. You should rest.\n\nHow are you?"


def test_acts_are_sentences_of_the_reply():
    traits = read_traits(LIST)
    assert "You should rest." in [traits.text.sentence_span(sentence).quote for sentence in traits.suggestions]
    assert [traits.text.sentence_span(sentence).quote for sentence in traits.questions] == ["How are you?"]
    assert traits.opening == traits.text.sentences[:3]


def test_every_sentence_has_its_acts():
    traits = read_traits("I'm so sorry to hear that. Perhaps you should rest. It rains. How are you?")
    stock, hedged, nothing, asking = traits.acts
    assert stock == ("stock_empathy",)
    assert {"advice", "hedge"} <= set(hedged)
    assert (nothing, asking) == ((), ("question",))


def test_specific_words_are_those_of_the_reply():
    reply = 'He said "go away" 3 times to Maria.'
    found = read_traits(reply).specific_words
    assert [span.quote for span in found] == ['"go away"', "3", "Maria"]
    assert all(reply[span.start : span.end] == span.quote for span in found)


@pytest.mark.parametrize(
    "text", ["", "…", "`x = 1`", LIST, "a " * 5000, "The " + "implementation " * 50, "is taken " * 50, "'" * 50]
)
def test_shares_and_rates_hold_for_any_text(text):
    traits = read_traits(text)
    assert 0.0 <= traits.share("advice", "imperative") <= 1.0
    assert 0.0 <= traits.nominalisations <= 1.0
    assert 0.0 <= traits.concrete <= 1.0
    assert (
        min(traits.specifics, traits.sentence_length, traits.word_length, traits.passives, traits.contractions) >= 0.0
    )


@pytest.mark.parametrize(
    ("less", "more", "measure"),
    [
        ("We decided to pay.", "The implementation of the decision requires consideration.", "nominalisations"),
        ("She took it.", "It was taken by her.", "passives"),
        ("It is fine.", "It's fine, isn't it.", "contractions"),
        ("It is that.", "Rufus ate nine candles.", "concrete"),
        ("go on", "go on 12 times", "specifics"),
        ("We go. We go.", "We go and we go.", "sentence_length"),
        ("We go.", "Everybody leaves.", "word_length"),
    ],
)
def test_a_measure_orders_replies(less, more, measure):
    assert getattr(read_traits(less), measure) < getattr(read_traits(more), measure)


@pytest.mark.parametrize(
    ("words", "is_specific"),
    [
        ("take 20 of them", True),
        ("ask Maria about it", True),
        ('he said "go away now"', True),
        ("take some of them", False),
        ("", False),
    ],
)
def test_numbers_names_and_quotations_are_specific(words, is_specific):
    assert specific(words) is is_specific
