import pytest

from training import items
from training.counts import agreement, counts
from training.schema import check


@pytest.fixture
def found(sets, monkeypatch):
    def lines():
        monkeypatch.setattr(items, "HERE", sets.folder)
        checked = check(sets.folder)
        assert checked.problems == ()
        return list(counts(checked.items, checked.readings, items.ours()))

    return lines


def test_items_are_counted_by_what_they_are(sets, found):
    sets.item("ours", "s1-a", domain="finance")
    sets.item("ours", "s1-b", domain="finance", dimension="relational")
    sets.item("plain", "s2-a", domain="health")
    sets.item("ordinary", "s3-a")
    sets.labels("ours.a", "s1-a")
    assert found()[:5] == [
        "4 items in 3 scenarios, 1 labelled",
        "  ordinary requests: 2",
        "  by set: ours 2, ordinary 1, plain 1",
        "  by domain: finance 2, family 1, health 1",
        "  by dimension: cultural 3, relational 1",
    ]


def test_the_shares_are_those_of_the_joined_labels(sets, found):
    for name, levels in {"s1-a": (0,), "s1-b": (2,), "s1-c": (0, 2), "s1-d": (0,)}.items():
        sets.item("ours", name)
        for reader, level in zip("ab", levels, strict=False):
            sets.labels(f"ours.{reader}", name, level, linguistic_alienation=2 - level)
    lines = found()
    assert "  conflict_avoidance: 50.0%, 25.0%, 25.0%" in lines
    assert "  linguistic_alienation: 25.0%, 25.0%, 50.0%" in lines
    assert lines.count("1 items labelled twice; quadratic kappa, and opposite labels") == 1


def test_agreement_is_weighted_and_counts_what_two_readers_read(sets):
    for name, pair in {"s1-a": (0, 0), "s1-b": (2, 2), "s1-c": (0, 1), "s1-d": (2, 0), "s1-e": (1, None)}.items():
        sets.item("ours", name)
        for reader, level in zip("ab", pair, strict=True):
            if level is not None:
                sets.labels(f"ours.{reader}", name, level)
    lines = list(agreement(check(sets.folder).readings.values()))
    assert lines[0] == "4 items labelled twice; quadratic kappa, and opposite labels"
    assert lines[1:] == [f"  {mode}: 0.29, 1" for mode in check(sets.folder).readings.popitem()[1].labels]


def test_without_a_second_reader_there_is_no_agreement(sets):
    sets.item("ours", "s1-a")
    sets.labels("ours.a", "s1-a")
    assert list(agreement(check(sets.folder).readings.values())) == [
        "0 items labelled twice; quadratic kappa, and opposite labels"
    ]
