import pytest

from guardrail.reading.feelings import feelings_in, strongest
from guardrail.reading.lexicons import need_index
from guardrail.reading.text import read_text


def read(text):
    return feelings_in(read_text(text, need_index()))


@pytest.mark.parametrize(
    ("text", "family", "valence"),
    [
        ("I am furious", "anger", -1),
        ("I'm so happy", "joy", 1),
        ("I feel lonely", "loneliness", -1),
        ("I'm terrified", "fear", -1),
    ],
)
def test_a_feeling_is_found_with_its_side(text, family, valence):
    assert (family, valence) in {(feeling.family, feeling.valence) for feeling in read(text)}


@pytest.mark.parametrize("text", ["I am not angry", "I'm never sad", "without anger", "The train leaves at nine.", ""])
def test_what_is_denied_or_not_there_is_not_found(text):
    assert read(text) == ()


def test_a_denial_ends_with_its_sentence():
    assert read("I am not. Angry people came.")


@pytest.mark.parametrize(
    ("weak", "strong"), [("a bit sad", "sad"), ("sad", "so sad"), ("sad", "devastated"), ("maybe angry", "furious")]
)
def test_strength_follows_the_word_and_the_words_before_it(weak, strong):
    assert strongest(read(f"I am {weak}")).strength < strongest(read(f"I am {strong}")).strength


@pytest.mark.parametrize(
    "text", ["a little slightly somewhat sad", "so very extremely devastated", "sad", "my dog died"]
)
def test_strength_stays_in_its_range(text):
    assert all(0.2 <= feeling.strength <= 1.0 for feeling in read(text))


def test_events_weigh_though_no_feeling_is_named():
    (event,) = [feeling for feeling in read("My father died on Tuesday.") if feeling.event]
    assert event.valence == -1
    assert event.strength > 0.5


def test_of_none_there_is_no_strongest():
    assert strongest(()) is None
