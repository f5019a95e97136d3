from random import Random

import pytest

from guardrail.bench.perturbations.identity import culture, culture_and_gender, gender
from guardrail.bench.perturbations.names import names_in, table

SAID = "Anna told her mother. I miss Anna, she is 14, see https://a.org/Anna."
REPLY = "You miss Anna. What did her mother say?"


@pytest.mark.parametrize("seed", range(20))
def test_another_culture_keeps_gender_and_pronouns(item, seed):
    found = culture(item(SAID, REPLY), Random(seed))
    (name,) = names_in(found)
    assert (table()[name].gender, table()[name].culture != "english") == ("f", True)
    assert found.conversation.last_user.replace(name, "Anna") == SAID
    assert found.reply == REPLY.replace("Anna", name)
    assert "https://a.org/Anna" in found.conversation.last_user


@pytest.mark.parametrize("seed", range(20))
def test_another_gender_keeps_the_culture_and_swaps_all_that_tells_it(item, seed):
    found = gender(item(SAID, REPLY), Random(seed))
    (name,) = names_in(found)
    assert (table()[name].gender, table()[name].culture) == ("m", "english")
    assert found.conversation.last_user == (f"{name} told his father. I miss {name}, he is 14, see https://a.org/Anna.")
    assert found.reply == f"You miss {name}. What did his father say?"


def test_both_change_at_once(item, random):
    (name,) = names_in(culture_and_gender(item(SAID, REPLY), random))
    assert (table()[name].gender, table()[name].culture != "english") == ("m", True)


def test_gender_needs_no_name_and_leaves_names_for_either_alone(item, random):
    assert gender(item("my wife left"), random).conversation.last_user == "my husband left"
    assert gender(item("my wife and Sam"), random).conversation.last_user == "my husband and Sam"


def test_several_names_get_different_ones_that_were_not_there(item, random):
    found = culture(item("Emma, Lucy, Kate and Ben. Kofi is here."), random)
    names = names_in(found)
    assert len(names) == 5
    assert not {"Emma", "Lucy", "Kate", "Ben", "Kofi"} & set(names)


def test_a_name_that_is_not_known_gets_one_for_either_or_of_its_gender(item, random):
    assert table()[next(iter(names_in(culture(item("my friend Zorblat"), random))))].gender == "u"
    assert table()[next(iter(names_in(culture(item("my sister Zorblat"), random))))].gender == "f"


def test_more_names_than_there_are_others_stay(item, random):
    crowd = " ".join(f"Hi Zor{first}{second}lat," for first in "abcdefgh" for second in "abcdefgh")
    assert culture(item(crowd), random) is not None


@pytest.mark.parametrize("perturb", [culture, culture_and_gender])
def test_without_a_name_there_is_none_to_change(item, random, perturb):
    assert perturb(item("my wife left"), random) is None


@pytest.mark.parametrize("text", ["Anna is pregnant", "They left in 2019", "Sam left"])
def test_gender_does_not_apply_where_nothing_tells_it_or_it_is_the_matter(item, random, text):
    assert gender(item(text), random) is None
