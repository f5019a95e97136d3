from random import Random

import pytest

from guardrail.bench.perturbations.typos import slip, typos_person, typos_reply

TEXT = "Yesterday my sister called about 14 tickets, see https://example.org/tickets for something special there. "


def changed_words(before, after):
    pairs = zip(before.split(), after.split(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


def test_slips_are_those_of_fingers():
    slips = {slip("word", Random(seed)) for seed in range(300)}
    assert {"wrod", "wodr", "wrd", "wod", "woord", "worrd", "wird", "wpre"} & slips >= {"wrod", "wrd", "woord", "wird"}
    assert all(one[0] == "w" and one != "word" and 3 <= len(one) <= 5 for one in slips)


@pytest.mark.parametrize("word", ["aaa", "Ünde", "ААА", "WORD"])
def test_any_word_can_slip(word):
    assert all(slip(word, Random(seed)) != word for seed in range(50))


def test_capitals_stay_capitals():
    assert all(slip("WORD", Random(seed)).isupper() for seed in range(50))


def test_one_word_in_twelve_of_the_person_slips_and_no_link_or_number(item, random):
    given = item(TEXT * 12, "Fine words here.", TEXT * 12, "Some words between.")
    found = typos_person(given, random)
    texts = [message.text for message in found.conversation.messages]
    for before, after in ((TEXT * 12, texts[0]), (TEXT * 12, texts[2])):
        slips = changed_words(before, after)
        assert len(slips) == pytest.approx(len(before.split()) / 12, abs=1)
        assert all(old.strip(",.").isalpha() for old, _ in slips)
    assert (texts[1], found.reply) == ("Some words between.", "Fine words here.")


def test_one_word_in_forty_of_the_reply_slips(item, random):
    found = typos_reply(item(TEXT, TEXT * 20), random)
    assert len(changed_words(TEXT * 20, found.reply)) == pytest.approx(280 / 40, abs=1)
    assert found.conversation.last_user == TEXT


def test_short_words_and_numbers_do_not_slip(item, random):
    assert typos_person(item("so i am at it, 12345, `something`"), random) is None
    assert typos_reply(item(reply=""), random) is None
