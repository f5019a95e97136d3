import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.reading.intent import TARGETS, cues, fitted, grams
from guardrail.reading.need import read_need
from guardrail.types import Conversation

TEXTS = [
    "",
    "hi",
    "My dog died and I am devastated.",
    "How do I fix it?",
    "\ud800😭",
    "word " * 2000,
    "You lied to me AGAIN!!!",
]


def need(text):
    return read_need(Conversation.of(text))


@pytest.mark.parametrize("text", TEXTS)
def test_every_target_has_a_probability(text):
    intent = fitted().read(need(text))
    assert tuple(intent) == TARGETS
    assert all(0.0 < value < 1.0 for value in intent.values())


@given(st.text(max_size=80))
def test_any_text_has_the_same_cues_each_finite(text):
    found = cues(need(text))
    assert found.keys() == fitted().cues.keys()
    assert all(-1.0 <= value <= 3.0 for value in found.values())


def test_every_weight_has_a_row_for_every_target():
    model = fitted()
    rows = [model.cue_intercepts, model.word_intercepts, *model.cues.values(), *model.words.values()]
    assert {len(row) for row in rows} == {len(TARGETS)}
    assert model.words.keys() == model.idf.keys()


@pytest.mark.parametrize(
    ("target", "more", "less"),
    [
        ("heard", "I just need to vent, my dog died.", "What is the capital of Peru?"),
        ("answer", "What is the capital of Peru?", "I just need to vent, my dog died."),
        ("text", "Can you write an email to my boss?", "My dog died this morning."),
        ("feeling", "I am devastated, my dog died.", "What is the capital of Peru?"),
    ],
)
def test_a_target_orders_messages(target, more, less):
    assert fitted().read(need(less))[target] < fitted().read(need(more))[target]


def test_pairs_of_words_and_questions_count():
    assert grams(need("Is it so? It is.").text) == [
        "is",
        "it",
        "so",
        "it",
        "is",
        "is it",
        "it so",
        "so it",
        "it is",
        "?",
    ]
