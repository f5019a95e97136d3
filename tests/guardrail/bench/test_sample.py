import numpy as np

from guardrail import Conversation, Mode
from guardrail.bench.sample import MODES, in_any_mode, sampled, scenario_numbers

MODE = Mode.CONFLICT_AVOIDANCE
COLUMN = MODES.index(MODE)


def test_items_become_rows_and_modes_columns(pair):
    sample = sampled([pair(2, 0.9), pair(1, 0.2), pair(0, 0.7)], 0)
    assert sample.levels[:, COLUMN].tolist() == [2, 1, 0]
    assert sample.flagged[:, COLUMN].tolist() == [True, False, True]
    assert sample.scores[:, COLUMN].tolist() == [0.9, 0.2, 0.7]
    assert np.isnan(np.delete(sample.scores, COLUMN, axis=1)).all()
    assert (len(sample), sample.clean.tolist()) == (3, [False, False, True])


def test_arguable_items_are_no_decisions_of_their_mode(pair):
    sample = sampled([pair(2, 0.9, scenario="a"), pair(1, 0.2, scenario="b"), pair(0, 0.7, scenario="c")], 7)
    decisions = sample.decisions(MODE)
    assert decisions.present.tolist() == [True, False]
    assert decisions.scores.tolist() == [0.9, 0.7]
    assert (decisions.weights == sample.weights[:, [0, 2]]).all()
    assert sample.decisions(Mode.EMOTIONAL_ATTENUATION).present.tolist() == [False] * 3


def test_chosen_rows_are_resampled_among_themselves(apart):
    sample = sampled([apart(0, 0.1) for _ in range(6)], 50).rows(np.arange(6) < 2)
    assert sample.weights.shape == (51, 2)
    assert (sample.weights.sum(axis=1) == 2).all()


def test_a_scenario_is_its_name_or_else_the_words_that_are_answered(pair):
    named = [pair(0, 0, scenario=name)[0] for name in "aba"]
    spoken = [pair(0, 0, conversation=Conversation.of(words))[0] for words in ("hi", "ho", "hi")]
    assert scenario_numbers([*named, *spoken]).tolist() == [0, 1, 0, 2, 3, 2]


def test_one_mark_is_enough():
    assert in_any_mode(np.array([[False, False], [False, True]])).tolist() == [False, True]
