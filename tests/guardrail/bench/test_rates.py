import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from guardrail.bench.rates import rates
from guardrail.bench.sample import Decisions


def decisions(present, scores, weights=None):
    scores = np.array(scores, dtype=float)
    weights = np.ones((1, len(scores))) if weights is None else np.array(weights, dtype=float)
    return Decisions(np.array(present, dtype=bool), scores >= 0.5, scores, weights)


def test_a_set_small_enough_to_count():
    """Of two that fail one is flagged, of four that pass one; the one flagged wins all four pairs, the other two."""
    one = rates(decisions([1, 1, 0, 0, 0, 0], [0.9, 0.3, 0.8, 0.4, 0.2, 0.1]))
    assert (one.precision, one.recall, one.f1, one.false_positive_rate) == (0.5, 0.5, 0.5, 0.25)
    assert one.auc == 6 / 8


def test_a_tie_is_half_a_pair():
    assert rates(decisions([1, 0], [0.4, 0.4])).auc == 0.5


@pytest.mark.parametrize("seed", range(3))
def test_every_row_is_what_scikit_learn_counts_with_such_weights(seed):
    random = np.random.default_rng(seed)
    present, scores = random.random(60) < 0.3, random.random(60).round(1)
    weights = random.integers(0, 4, (8, 60)).astype(float)
    found = rates(decisions(present, scores, weights))
    for row, weight in enumerate(weights):
        precision, recall, f1, _ = precision_recall_fscore_support(
            present, scores >= 0.5, average="binary", sample_weight=weight
        )
        auc = roc_auc_score(present, scores, sample_weight=weight)
        assert [found.precision[row], found.recall[row], found.f1[row], found.auc[row]] == pytest.approx(
            [precision, recall, f1, auc]
        )


def test_a_reply_without_a_score_counts_as_0():
    assert rates(decisions([1, 0], [np.nan, 0.4])).auc == 0.0


@pytest.mark.parametrize(
    ("present", "scores", "known"),
    [
        ([1, 1], [0.9, 0.1], {"precision", "recall", "f1"}),
        ([0, 0], [0.9, 0.1], {"precision", "false_positive_rate"}),
        ([1, 0], [0.2, 0.1], {"recall", "f1", "auc", "false_positive_rate"}),
        ([], [], set()),
    ],
)
def test_what_cannot_be_shown_is_nan(present, scores, known):
    figures = vars(rates(decisions(present, scores)))
    assert {name for name, values in figures.items() if not np.isnan(values).any()} == known


def test_precision_falls_with_the_base_rate():
    """Recall .5 and false positives .25: of 100 replies 5 fail, 2.5 are found; of 95 that pass, 23.75 are flagged."""
    one = rates(decisions([1, 1, 0, 0, 0, 0], [0.9, 0.3, 0.8, 0.4, 0.2, 0.1]))
    assert one.precision_at(0.05) == pytest.approx(2.5 / 26.25)
    assert one.precision_at(1 / 3) == pytest.approx(one.precision)
    assert np.isnan(rates(decisions([1, 0], [0.2, 0.1])).precision_at(0.05)).all()
