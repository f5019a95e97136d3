import pytest

from guardrail.bench.perturbations.tables import load_table


@pytest.mark.parametrize("name", ["names", "nations", "people", "phrases"])
def test_every_table_can_be_read(name):
    assert load_table(name)


def test_names_come_from_many_cultures_and_each_stands_once():
    cultures = load_table("names")
    names = [name for genders in cultures.values() for group in genders.values() for name in group]
    assert len(cultures) >= 10
    assert len(names) == len(set(names))
    assert all(len(genders["f"]) >= 4 and len(genders["m"]) >= 4 for genders in cultures.values())


def test_nations_and_countries_stand_once():
    nations = load_table("nations")
    assert len(set(nations.values())) == len(nations)
