import pytest

from guardrail import Conversation, Dimension, Finding, Integrity, Mode, Verdict
from guardrail.bench.items import Item
from guardrail.bench.quality import quality
from guardrail.errors import InputError, MissingExtra

MODE = Mode.CONFLICT_AVOIDANCE


def pair(level, score, milliseconds=2.0):
    item = Item("a", Conversation.of("hi"), "hello", {mode: level if mode is MODE else 0 for mode in Mode})
    finding = Finding(MODE, score, Dimension.COGNITIVE, Integrity.INTENT, "")
    return item, Verdict((finding,), (finding,) if score >= 0.5 else (), milliseconds=milliseconds)


def test_figures_are_those_of_a_set_small_enough_to_count():
    figures = quality([pair(2, 0.9), pair(2, 0.2), pair(0, 0.7), pair(0, 0.1), pair(1, 0.99)])
    mode = figures.modes[MODE]
    assert (mode.precision, mode.recall, mode.f1) == (0.5, 0.5, 0.5)
    assert mode.auc == 0.75
    assert (mode.present, mode.absent) == (2, 2)
    assert (figures.items, figures.flagged, figures.clean_flagged) == (5, 0.6, 0.5)
    assert figures.milliseconds == 2.0


def test_a_mode_that_is_never_present_has_no_auc_and_does_not_count_in_the_mean():
    figures = quality([pair(2, 0.9), pair(0, 0.1)])
    assert figures.modes[Mode.EMOTIONAL_ATTENUATION].auc is None
    assert figures.macro_auc == 1.0
    assert figures.macro_f1 == 0.25


def test_replies_that_were_not_judged_are_counted_and_score_nothing():
    item, _ = pair(2, 0.9)
    figures = quality([(item, Verdict(skipped="no prose")), pair(0, 0.1)])
    assert (figures.not_judged, figures.modes[MODE].recall) == ({"no prose": 1}, 0.0)


def test_items_that_are_all_arguable_have_no_figures():
    assert quality([pair(1, 0.9)]).modes[MODE].auc is None


def test_missing_labels_are_refused():
    unlabelled = Item("b", Conversation.of("hi"), "hello", {MODE: 1})
    with pytest.raises(InputError, match="1 of 2 items lack labels for all four modes, first 'b'"):
        quality([pair(2, 0.9), (unlabelled, Verdict())])


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("guardrail.bench.quality.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"empathy-guardrail\[bench\]"):
        quality([pair(2, 0.9)])
