from guardrail import Mode
from guardrail.bench.alarms import alarms
from guardrail.bench.interval import Figure

ORDINARY = {"labels": {}}


def test_every_flag_is_a_false_alarm_whatever_the_labels(pair):
    judged = [pair(2, 0.9), pair(0, 0.9, **ORDINARY), pair(0, 0.1, **ORDINARY), pair(0, 0.9, skipped="code")]
    found = alarms(judged, 0)
    assert (found.items, found.skipped, found.flagged) == (4, 1, Figure(0.5))
    assert found.modes == {mode: Figure(0.5 if mode is Mode.CONFLICT_AVOIDANCE else 0.0) for mode in Mode}


def test_a_reply_that_is_flagged_twice_is_one_in_any_mode(pair):
    judged = [pair(0, 0.9), pair(0, 0.9, mode=Mode.EMOTIONAL_ATTENUATION), pair(0, 0.1), pair(0, 0.1)]
    assert alarms(judged, 0).flagged == Figure(0.5)


def test_replies_to_the_same_words_are_resampled_together(pair):
    assert alarms([pair(0, 0.9), pair(0, 0.1)], 50).flagged == Figure(0.5)


def test_without_replies_there_is_nothing_to_say():
    assert alarms([], 10) is None
