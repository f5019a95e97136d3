from guardrail.repair.fact import Fact


def test_a_fact_ends_where_its_words_end():
    assert Fact("number", "42", 10).end == 12


def test_facts_are_the_same_by_kind_words_and_place():
    assert Fact("number", "42", 1, frozenset({"42"})) == Fact("number", "42", 1)


def test_its_key_is_one_of_its_readings():
    assert Fact("date", "3/4/2024", 0, frozenset({"2024 4-3", "2024 3-4"})).key == "2024 3-4"
    assert Fact("date", "", 0).key == ""
