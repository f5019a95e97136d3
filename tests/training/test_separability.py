import numpy as np
import pytest

from guardrail.types import Conversation, Mode
from training.items import Item
from training.separability import FLOORS, TEXTS, Separation, report, separations, too_easy

SCENARIOS, SOURCES = 12, ("one", "two", "three")


def items(message, reply, levels=(0, 1, 2)):
    """Items whose text is made of their source and their label, which is the same in all modes."""
    return [
        Item(
            f"{source}-{scenario}-{level}",
            source,
            f"{source}-{scenario}",
            Conversation.of(message(source, level)),
            reply(source, level),
            dict.fromkeys(Mode, level),
        )
        for source in SOURCES
        for scenario in range(SCENARIOS)
        for level in levels
    ]


def same(source, level):
    return "some words"


def telling(source, level):
    return "some words " + ("kindly", "kindly sadly", "sadly")[level]


def own(source, level):
    """A word of the source tells, and means the opposite in the next."""
    turned = level if source != "two" else 2 - level
    return f"some words {telling(source, turned)} {source} {source}{level}"


def macros(found):
    return {(each.split, each.text): each.modes["macro"] for each in found}


def test_words_that_tell_the_labels_apart_are_found_in_the_text_that_has_them():
    found = macros(separations(items(telling, same)))
    assert {key: value for key, value in found.items() if key[1] == "message + reply"} == {
        (split, "message + reply"): 1.0 for split in ("scenarios", "sources")
    }
    assert found["scenarios", "reply"] == found["sources", "reply"] == 0.5


def test_what_only_a_source_says_tells_nothing_of_another():
    found = macros(separations(items(same, own)))
    assert found["scenarios", "reply"] == 1.0
    assert found["sources", "reply"] < 0.7


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_is_read_by_a_model_that_saw_all_others(source):
    found = separations(items(same, lambda name, level: same(name, level) if name == source else telling(name, level)))
    assert [found[-2].sources[name] for name in SOURCES if name != source] == [1.0, 1.0]


def test_what_readers_split_on_is_not_learned_from():
    words = {"one": ("calm", "calm", "storm"), "two": ("calm", "storm", "grief")}
    rows = items(same, lambda name, level: words.get(name, words["two"])[level], (0, 1, 1, 1, 1, 2))
    assert separations(rows)[-2].sources["one"] == 1.0


def test_every_source_has_its_own_figure_and_a_class_that_is_missing_none():
    rows = items(same, telling)
    rows += [Item("x", "right", f"right-{number}", rows[0].conversation, "some", rows[0].labels) for number in range(3)]
    sources = separations(rows)[-1].sources
    assert [sources[name] for name in SOURCES] == [1.0, 1.0, 1.0]
    assert np.isnan(sources["right"])


@pytest.mark.parametrize(
    ("split", "mode", "source", "expected"),
    [
        ("sources", 0.95, 0.5, "macro 0.95"),
        ("sources", 0.5, 0.91, "one 0.91"),
        ("sources", 0.95, 0.91, "macro 0.95, one 0.91"),
        ("sources", 0.9, float("nan"), ""),
        ("scenarios", 0.95, 0.91, ""),
    ],
)
def test_it_warns_of_what_is_too_easy_with_sources_left_out(split, mode, source, expected):
    warning = too_easy(Separation(split, "reply", {"macro": mode}, {"one": source}))
    assert warning == (
        f"warning: too easy from reply with sources left out (above 0.90): {expected}" if expected else ""
    )


def test_the_report_sets_the_figures_beside_those_of_the_benchmark():
    lines = list(report(items(same, telling)))
    assert [line.split()[0] for line in lines[3:8]] == [*Mode, "macro"]
    assert lines[4].split()[1:5] == ["1.000", "(0.66)", "1.000", "(0.68)"]
    assert [line.partition(" with")[0] for line in lines[8:]] == [f"warning: too easy from {text}" for text in TEXTS]
    assert {len(row) for row in FLOORS.values()} == {len(Mode) + 1}
