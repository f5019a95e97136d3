import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.reading import language
from guardrail.reading.language import foreign, sentence_ranges

ENGLISH = {
    "plain": "My dog died this morning and I can't stop crying.",
    "African American": "He been gone two weeks now and ain't nobody called me, I'm finna lose it fr.",
    "Nigerian pidgin": "Abeg, wetin I go do? My papa don die and I no fit sleep since.",
    "Jamaican": "Mi madda pass weh last week an mi cyaan stop bawl.",
    "Singapore": "Aiyo, he scold me in front of everybody lah, so paiseh, I don't know how to face them.",
    "Scots": "Ma wee dug died the day an I cannae stop greetin.",
    "second language": "I am very sad because yesterday my grandmother she die and I not was there.",
    "Hinglish": "Yaar my boss ne mujhe sabke saamne scold kiya and I just want to quit.",
    "Spanglish": "My abuela died ayer and I no sé how to tell mis hijos.",
    "slang": "tryna cope wit dis grief rn ngl",
    "no language": "lol omg wtf bruh smh",
    "shouting": "WHY DID YOU CANCEL MY ORDER AGAIN???",
    "texting": "idk what 2 do anymore tbh, he jus left n i cnt breathe",
    "one word": "Danke",
    "a name": "Señor García Núñez",
    "code": "def f(x):\n    return x + 1",
    "numbers": "12 34 56",
    "emoji": "😭😭😭",
    "nothing": "",
}
OTHERS = {
    "es": [
        "Mi perro murió esta mañana y no puedo dejar de llorar.",
        "Lo siento mucho, entiendo que es difícil para ti.",
    ],
    "de": [
        "Mein Hund ist heute Morgen gestorben und ich weine nur noch.",
        "Das tut mir sehr leid, das ist sicher schwer.",
    ],
    "zh": ["我的狗今天早上死了，我停不下来哭。", "听到这个消息我很难过。"],
    "ar": ["مات كلبي هذا الصباح ولا أستطيع التوقف عن البكاء", "أنا آسف جدا لسماع ذلك"],
    "fr": ["Mon chien est mort ce matin et je n'arrive pas à arrêter de pleurer."],
    "ru": ["Моя собака умерла сегодня утром, и я не могу перестать плакать."],
}


@pytest.mark.parametrize("kind", ENGLISH)
def test_english_of_every_kind_is_english(kind):
    assert foreign(ENGLISH[kind]) == ""


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts])
def test_another_language_is_named(code, text):
    assert foreign(text) == code


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Who paid $3.50 to J. Smith.", ["Dr. Who paid $3.50 to J. Smith."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("Really?! Yes... no.", ["Really?!", "Yes...", "no."]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_sentences_end_at_marks_and_lines(text, sentences):
    assert [text[start:end] for start, end in sentence_ranges(text)] == sentences


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_sentences_come_in_order_within_lines_and_leave_no_word_out(text):
    ranges = sentence_ranges(text)
    assert ranges == sorted(ranges)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ranges))
    assert all("\n" not in text[start:end] and text[start:end].strip() for start, end in ranges)
    inside = "".join(text[start:end] for start, end in ranges)
    assert [char for char in inside if char.isalnum()] == [char for char in text if char.isalnum()]


@pytest.mark.parametrize("unit", ["(", "!", "'", ".", "a", "a.", "a(", "\u0301", "😭", "-", "http://a.b/c"])
def test_endless_tokens_are_read_in_linear_time(unit):
    text = "Before. " + (unit * 100_000)[:100_000] + " After."
    ranges = sentence_ranges(text)
    assert text[slice(*ranges[0])].startswith("Before.")
    assert text[slice(*ranges[-1])].endswith("After.")


def test_words_that_were_met_are_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr(language, "_VOCABULARY", 10)
    sentence_ranges("some words that fill it")
    sentence_ranges("and more")
    assert len(language._pipeline().vocab) < 5_000
    assert language._pipeline.cache_info().misses > 0
