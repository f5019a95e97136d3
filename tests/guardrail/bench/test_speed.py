import pytest

from guardrail import Guard
from guardrail.bench import speed
from guardrail.errors import JudgingError
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords


def test_every_figure_of_the_speed_report_is_measured():
    measures = list(speed.speed(Guard(Policy(name="p"), [FlagWords("somewhat")])))
    assert all(measure.value > 0 for measure in measures)
    assert [measure.target for measure in measures if measure.target] == [
        *(0.1, 20.0, 1.0),
        *(1.5, 1.5),
        *(300.0, 1000.0, 250.0),
    ]
    assert {measure.unit for measure in measures} == {"ms", "x", "MB"}


def test_growth_is_measured_over_the_whole_text_whatever_the_policy_reads():
    seen = []

    class Watching(FlagWords):
        def assess(self, reading):
            seen.append(reading.max_characters >= len(reading.reply.text))
            return super().assess(reading)

    list(speed._growth(Guard(Policy(name="p", judging={"max_characters": 100}), [Watching("somewhat")])))
    assert seen
    assert all(seen)


def test_replies_have_the_length_that_is_asked_for():
    assert [len(speed.words(count).split()) for count in (1, 120, 1200)] == [1, 120, 1200]


def test_a_guard_that_does_not_judge_has_no_speed():
    class Broken(FlagWords):
        def assess(self, reading):
            raise ValueError("no weights")

    with pytest.raises(JudgingError, match="no weights"):
        list(speed._judging(Guard(Policy(name="p"), [Broken("x")])))


def test_the_peak_is_of_this_process():
    assert 10 < speed.peak() < 10_000
