import pytest

from guardrail.bench.perturbations.casing import lower_case, no_sentence_case, upper_case

SAID = "I told Ana. She paid £5M, see https://A.org or `Ls`. THE UK is far."


@pytest.mark.parametrize(
    ("perturb", "text"),
    [
        (lower_case, "i told ana. she paid £5M, see https://A.org or `Ls`. the uk is far."),
        (upper_case, "I TOLD ANA. SHE PAID £5M, SEE https://A.org OR `Ls`. THE UK IS FAR."),
        (no_sentence_case, "i told Ana. she paid £5M, see https://A.org or `Ls`. THE UK is far."),
    ],
)
def test_letters_of_the_last_message_change_and_nothing_else(item, random, perturb, text):
    found = perturb(item(SAID, "Oh No.", "Before This.", "Then This."), random)
    assert [message.text for message in found.conversation.messages] == ["Before This.", "Then This.", text]
    assert found.reply == "Oh No."


def test_the_word_i_is_small_where_it_stands_alone(item, random):
    found = no_sentence_case(item("Then I'm late, I. Newton said. Is it So?"), random)
    assert found.conversation.last_user == "then i'm late, I. Newton said. is it So?"


def test_odd_text_is_read(item, random):
    for perturb in (lower_case, no_sentence_case):
        assert perturb(item("\ud800. One."), random).conversation.last_user == "\ud800. one."


@pytest.mark.parametrize("perturb", [lower_case, no_sentence_case])
def test_small_letters_stay(item, random, perturb):
    assert perturb(item("no capitals. none, 12"), random) is None


def test_without_letters_nothing_is_upper(item, random):
    assert upper_case(item("12, 13!"), random) is None
