import pytest

from guardrail.reading import lexicons


@pytest.mark.parametrize("entries", [lexicons.feelings(), lexicons.events()])
def test_every_entry_has_a_side_and_a_strength(entries):
    assert entries
    assert all(entry.valence in (-1, 1) and entry.strength in (1, 2, 3) and entry.family for entry in entries.values())


def test_a_ladder_has_three_rungs():
    rungs = [label.rsplit(":", 1) for label in lexicons.feelings()]
    assert {rung for _, rung in rungs} == {"1", "2", "3"}
    assert len(rungs) == 3 * len({family for family, _ in rungs})


def test_labels_of_feelings_and_events_do_not_meet():
    assert not lexicons.feelings().keys() & lexicons.events().keys()


def test_common_words_are_in_their_form_for_matching():
    assert {"the", "dont", "and"} <= lexicons.common_words()
    assert all(word == word.lower() and "'" not in word for word in lexicons.common_words())


@pytest.mark.parametrize("index", [lexicons.need_index, lexicons.traits_index, lexicons.drift_index])
def test_an_index_is_built_once(index):
    assert index() is index()
