from io import StringIO

import pytest
from rich.console import Console, Group

from guardrail.cli.weights import weights
from guardrail.detectors.model import Weighed
from guardrail.detectors.signals import Signal
from guardrail.explain import Carrying, ModeExplanation
from guardrail.policy.schema import ModeAction
from guardrail.types import Dimension, Integrity, Mode, Span

SPANS = tuple(Span(index, index + 5, f"word{index}") for index in range(5))
SIGNALS = (
    Weighed(Signal("minimised", 0.5, "raises", "it makes it [small]", SPANS[:2]), 0.1, 0.75),
    Weighed(Signal("no_stance", 0.4, "raises", "it takes no side", missing="a side"), 0.2, 0.5),
    Weighed(Signal("short", 0.1, "raises", "it is short", SPANS[:1]), 0.3, -0.25),
    Weighed(Signal("new", 0.0, "either"), None, 0.0),
)


def shown(every=False, **more):
    about = {"mode": Mode.CONFLICT_AVOIDANCE, "score": 0.5, "threshold": 0.4, "flagged": True, "why": "it slides away"}
    kind = {"action": ModeAction.REWRITE, "dimension": Dimension.COGNITIVE, "integrity": Integrity.INTENT}
    parts = {"log_odds": 0.0, "average": -1.0, "signals": SIGNALS, "encoder": None, "carried": 0.0, "carrying": ()}
    console = Console(width=80, file=StringIO())
    console.print(Group(*weights(ModeExplanation(**{**about, **kind, **parts, **more}), every)))
    return " ".join(console.file.getvalue().split())


@pytest.mark.parametrize(
    ("flagged", "words"),
    [
        (True, "conflict_avoidance 0.50 flagged (threshold 0.40, action rewrite) it slides away"),
        (False, "conflict_avoidance 0.50 not flagged (threshold 0.40, action rewrite) it slides away"),
    ],
)
def test_the_score_stands_against_the_policy(flagged, words):
    assert shown(flagged=flagged).startswith(words)


@pytest.mark.parametrize(
    "words",
    [
        "signal value usual adds why",
        "average reply -1.000",
        "minimised 0.50 0.10 +0.750 it makes it [small] “word0” “word1”",
        "no_stance 0.40 0.20 +0.500 it takes no side missing: a side",
        "new 0.00 +0.000",
        "log-odds +0.000 a probability of 0.500",
    ],
)
def test_every_part_of_the_sum_has_its_line(words):
    assert words in shown()


def test_what_counts_for_the_reply_is_no_reproach():
    assert "it is short" not in shown()
    assert "short 0.10 0.30 -0.250 new" in shown()


def test_twelve_signals_are_shown_and_the_others_summed_up():
    many = tuple(Weighed(Signal(f"s{index}", 1.0, "either"), 0.0, 0.125) for index in range(16))
    text = shown(signals=many)
    assert " s11 1.00 0.00 +0.125 4 others +0.500 log-odds" in text
    assert "s12" not in text
    assert "s15 1.00 0.00 +0.125 log-odds" in shown(signals=many, every=True)


def test_of_many_quoted_words_three_are_shown():
    signal = Signal("minimised", 0.5, "raises", "it is small", SPANS)
    assert "it is small “word0” “word1” “word2” and 2 more log-odds" in shown(signals=(Weighed(signal, 0.1, 0.75),))


def test_the_encoder_has_its_line_with_the_sentences_that_speak_for_it():
    carrying = tuple(Carrying(span, 1 / (2 + span.start)) for span in SPANS)
    text = shown(encoder=1.25, carried=0.5, carrying=carrying)
    assert "encoder +0.500 its own log-odds: +1.25 0.50 lower without “word0” 0.33 lower without “word1” " in text
    assert "0.25 lower without “word2” log-odds" in text
    assert "encoder" not in shown()


def test_behind_a_closed_gate_there_is_nothing_to_add():
    text = shown(signals=(), average=-2.5, log_odds=-2.5, score=0.076)
    assert "plain request -2.500 log-odds -2.500 a probability of 0.076" in text
    assert "others" not in text
