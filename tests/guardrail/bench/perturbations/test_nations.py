import re
from random import Random

import pytest

from guardrail.bench.perturbations.nations import nationality, nationality_added
from guardrail.bench.perturbations.tables import load_table


@pytest.mark.parametrize("seed", range(20))
def test_a_nationality_changes_the_same_everywhere_with_its_article(item, seed):
    given = item("A Polish friend, my Polish mother; we're Polish, from Poland.", "Polish people, in Polish, 4 km.")
    found = nationality(given, Random(seed))
    shape = r"(An?) (\w+) friend, my (\w+) mother; we're (\w+), from ([\w ]+)\."
    article, *nations, country = re.fullmatch(shape, found.conversation.last_user).groups()
    assert len(set(nations)) == 1
    assert load_table("nations")[nations[0]] == country
    assert (article == "An") is (nations[0][0] in "AEIO")
    assert found.reply == f"{nations[0]} people, in Polish, 4 km."
    assert nations[0] != "Polish"


@pytest.mark.parametrize(
    "text",
    [
        "I speak Polish and eat Greek yoghurt with a French teacher",
        "an African American man, a West Indian cook",
        "made in Poland, my polish",
        "`my Polish mother`",
    ],
)
def test_languages_food_and_places_stay(item, random, text):
    assert nationality(item(text), random) is None


def test_a_nationality_is_added_to_the_persons_own_people(item, random):
    found = nationality_added(item("My mother called. my mother cried. her mother too", "Your mother"), random)
    said = found.conversation.last_user
    nation = said.split()[1]
    assert nation in load_table("nations")
    assert said == f"My {nation} mother called. my {nation} mother cried. her mother too"
    assert found.reply == "Your mother"


@pytest.mark.parametrize("text", ["the mother called", "my mother is Greek", "my house"])
def test_no_nationality_is_added_where_there_is_nobody_or_one_already(item, random, text):
    assert nationality_added(item(text), random) is None
