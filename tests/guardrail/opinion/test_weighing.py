import pytest

from guardrail.opinion.answer import Said
from guardrail.opinion.weighing import SIGNAL, carried, weighed
from guardrail.types import Dimension, Evidence, Finding, Integrity, Mode

REPLY = "Well, it depends on many factors. It depends, really."
SHARE = Evidence("vague", "stays vague", 0.3)


def finding(score, why="slides away"):
    return Finding(Mode.CONFLICT_AVOIDANCE, score, Dimension.RELATIONAL, Integrity.INTENT, why, (SHARE,))


@pytest.mark.parametrize(
    ("score", "level", "weight", "after"),
    [
        (0.5, 2, 1.5, 0.8176),
        (0.5, 1, 1.5, 0.5),
        (0.5, 0, 1.5, 0.1824),
        (0.25, 2, 1.5, 0.5990),
        (0.6, 0, 1.5, 0.2507),
        (0.4, 2, 5.0, 0.9900),
        (0.0, 2, 1.5, 0.0000045),
        (1.0, 0, 1.5, 0.9999955),
    ],
)
def test_a_level_moves_the_log_odds_by_its_weight(score, level, weight, after):
    moved = weighed(finding(score), REPLY, Said(level=level), weight)
    assert moved.score == pytest.approx(after, abs=1e-4)
    assert moved.evidence[0] is SHARE
    assert moved.evidence[1].signal == SIGNAL
    assert moved.evidence[1].weight == pytest.approx(weight * (level - 1))


@pytest.mark.parametrize(("level", "word"), [(0, "absent"), (1, "arguable"), (2, "present")])
def test_a_finding_says_that_a_model_said_so(level, word):
    assert weighed(finding(0.5), REPLY, Said(level=level), 1.0).why == f"slides away; another model finds it {word}"
    assert weighed(finding(0.5, ""), REPLY, Said(level=level), 1.0).why == f"another model finds it {word}"


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (("it depends",), ["it depends"]),
        (("it depends on many factors", "really"), ["it depends on many factors", "really"]),
        (("it depends", "it depends"), ["it depends"]),
        (("It Depends",), []),
        (("you are wrong",), []),
        (("it  depends",), []),
        (("", " ", "."), []),
        (("Well", "it", "really", "depends"), ["Well", "really"]),
    ],
)
def test_words_are_evidence_where_they_stand_in_the_reply_exactly(words, quoted):
    moved = weighed(finding(0.5), REPLY, Said(level=2, words=words), 1.0)
    assert [span.quote for span in moved.evidence[1].spans] == quoted
    assert all(REPLY[span.start : span.end] == span.quote for span in moved.spans)


@pytest.mark.parametrize("level", [0, 1])
def test_what_is_not_found_present_has_no_words(level):
    assert weighed(finding(0.5), REPLY, Said(level=level, words=("it depends",)), 1.0).spans == ()


def test_a_later_reply_takes_over_what_the_first_was_found_to_be():
    moved = carried(finding(0.5), 1.5)
    assert moved.score == pytest.approx(0.8176, abs=1e-4)
    assert "could not be asked again" in moved.why
