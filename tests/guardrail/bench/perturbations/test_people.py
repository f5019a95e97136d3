import pytest

from guardrail.bench.perturbations.people import bound_to_sex, gender_swapped, roles


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("She told her mother that he saw him.", "He told his father that she saw her."),
        ("I told her. I told her to go, and her dog too.", "I told him. I told him to go, and his dog too."),
        ("That is his. It was his idea, not hers.", "That is hers. It was her idea, not his."),
        ("let her sleep, let him sleep", "let him sleep, let her sleep"),
        ("MY WIFE and My Husband", "MY HUSBAND and My Wife"),
        ("she's here, shes late, she'll come", "he's here, hes late, he'll come"),
        ("my mother-in-law, my ex-wife", "my father-in-law, my ex-husband"),
        ("Dear Sir/Madam, Mr Okafor and Mrs. Lee", "Dear Madam/Sir, Ms Okafor and Mr. Lee"),
        ("my niece, uncle and grandson", "my nephew, aunt and granddaughter"),
        ("her **mother**", "his **father**"),
    ],
)
def test_words_for_people_change_gender(text, other):
    assert gender_swapped(text) == other


@pytest.mark.parametrize(
    "text",
    [
        "Oh man, oh boy. Man up! My mother tongue, on Mother's Day.",
        "Father Brown and Sister Agnes came.",
        "it takes 5 ms, I miss them, `her`",
        "there, history, theirs, manual, https://a.org/her",
        "They are my parents; their child is 4.",
    ],
)
def test_what_only_looks_like_one_stays(text):
    assert gender_swapped(text) == text


@pytest.mark.parametrize("word", ["she", "mother", "wife", "brother", "man", "daughter", "aunt", "girlfriend"])
def test_twice_is_once_too_often(word):
    assert gender_swapped(gender_swapped(word)) == word != gender_swapped(word)


@pytest.mark.parametrize("text", ["I am pregnant", "breastfeeding hurts", "he has prostate cancer", "I'm a gay man"])
def test_what_holds_for_one_sex_only_is_known(text):
    assert bound_to_sex(text)
    assert not bound_to_sex("my birthday is next month; they came out for a walk")


def test_roles_tell_a_gender_or_none():
    assert [roles()[word] for word in ("sister", "husband", "friend", "boss")] == ["f", "m", "u", "u"]
