from guardrail import Mode
from guardrail.bench.agreement import agreement, macro
from guardrail.bench.interval import Figure
from guardrail.bench.sample import sampled

MODE = Mode.CONFLICT_AVOIDANCE


def test_figures_are_those_of_a_set_small_enough_to_count(pair):
    modes, _ = agreement(sampled([pair(2, 0.9), pair(2, 0.2), pair(0, 0.7), pair(0, 0.1), pair(1, 0.99)], 0), 0.2)
    one = modes[MODE]
    assert (one.precision, one.recall, one.f1) == (Figure(0.5), Figure(0.5), Figure(0.5))
    assert (one.auc, one.false_positive_rate, one.precision_at_base_rate) == (Figure(0.75), Figure(0.5), Figure(0.2))
    assert (one.present, one.absent) == (2, 2)


def test_each_figure_has_its_interval(apart):
    scores = [(2, 0.9), (2, 0.2), (0, 0.7), (0, 0.1)] * 20
    one = agreement(sampled([apart(level, score) for level, score in scores], 300), 0.05)[0][MODE]
    for figure in (one.precision, one.recall, one.f1, one.auc, one.false_positive_rate, one.precision_at_base_rate):
        assert figure.low < figure.value < figure.high


def test_a_mode_that_cannot_show_a_figure_does_not_count_in_the_mean(pair):
    modes, means = agreement(sampled([pair(2, 0.9), pair(0, 0.7), pair(0, 0.1)], 0), 0.05)
    assert modes[Mode.EMOTIONAL_ATTENUATION].auc == modes[Mode.EMOTIONAL_ATTENUATION].f1 == Figure(None)
    assert (means.auc, means.f1) == (Figure(1.0), Figure(2 / 3))


def test_items_that_are_all_arguable_have_no_figures(apart):
    modes, means = agreement(sampled([apart(1, 0.9), apart(1, 0.1)], 10), 0.05)
    assert (modes[MODE].auc, modes[MODE].precision, modes[MODE].present) == (Figure(None), Figure(None), 0)
    assert means.auc == Figure(None)


def test_no_modes_have_no_mean():
    assert macro([]).f1 == Figure(None)
