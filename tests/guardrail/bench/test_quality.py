import json
from time import perf_counter

from guardrail import Mode, Verdict
from guardrail.bench.interval import Figure
from guardrail.bench.quality import Milliseconds, quality
from guardrail.types import Unjudged

MODE = Mode.CONFLICT_AVOIDANCE


def test_figures_are_those_of_a_set_small_enough_to_count(pair):
    figures = quality([pair(2, 0.9), pair(2, 0.2), pair(0, 0.7), pair(0, 0.1), pair(1, 0.99)])
    assert (figures.items, figures.scenarios, figures.clean) == (5, 1, 2)
    assert (figures.flagged, figures.clean_flagged) == (Figure(0.6), Figure(0.5))
    assert figures.modes[MODE].auc == Figure(0.75)
    assert figures.calibration[MODE].ece is not None
    assert (figures.traps, figures.ordinary, figures.breakdowns) == (None, None, {})


def test_times_are_the_median_and_what_few_replies_exceed(pair):
    figures = quality([pair(0, 0.1, milliseconds=float(time)) for time in range(101)])
    assert figures.milliseconds == Milliseconds(50.0, 95.0)


def test_replies_that_were_not_judged_are_counted_and_score_nothing(pair):
    item, _ = pair(2, 0.9)
    crashed = Verdict(unjudged=(Unjudged(MODE, "no weights"),))
    figures = quality([(item, Verdict(skipped="no prose")), (item, crashed), pair(0, 0.1)])
    assert figures.not_judged == {"no prose": 1, "conflict_avoidance: no weights": 1}
    assert figures.modes[MODE].recall == Figure(0.0)


def test_the_figures_are_plain_data(pair):
    judged = [pair(2, 0.9, domain="\ud800", trap=True), pair(0, 0.1, skipped="no prose")]
    figures = quality(judged, judged, resamples=5)
    data = json.loads(json.dumps(figures.data()))
    assert data["modes"]["conflict_avoidance"]["recall"] == {"value": 1.0, "low": None, "high": None}
    assert data["ordinary"]["items"] == data["items"] == 2
    assert data["breakdowns"]["domain"][1]["name"] == "\ud800"
    assert (data["not_judged"], data["base_rate"]) == ({"no prose": 1}, 0.05)


def test_figures_are_quick(apart):
    judged = [apart(level, score) for level, score in ((2, 0.9), (0, 0.2), (1, 0.6), (0, 0.8)) * 125]
    started = perf_counter()
    quality(judged, judged, resamples=500)
    assert perf_counter() - started < 5
