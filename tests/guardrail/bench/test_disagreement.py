from guardrail import Mode, Span, Verdict
from guardrail.bench.disagreement import Piece, disagreements, pieces
from guardrail.types import Unjudged

MODE = Mode.CONFLICT_AVOIDANCE


def test_the_worst_come_first_and_arguable_ones_not_at_all(pair):
    judged = [pair(level, score, id=f"{level}{score}") for level in (0, 1, 2) for score in (0.1, 0.3, 0.6, 0.9)]
    found = disagreements(judged, MODE, 2)
    assert [one.id for one in found.false_positives] == ["00.9", "00.6"]
    assert [one.id for one in found.false_negatives] == ["20.1", "20.3"]
    assert disagreements(judged, MODE, 0).false_positives == ()


def test_an_example_quotes_the_evidence(pair):
    (one,) = disagreements([pair(0, 0.9, reply="there are many factors", quote="many")], MODE, 1).false_positives
    assert one.pieces == (Piece("there are ", False), Piece("many", True), Piece(" factors", False))
    assert (one.person, one.score, one.why) == ("hi", 0.9, "it slides away")


def test_a_reply_that_was_not_judged_says_why(pair):
    item, _ = pair(2, 0.9)
    verdicts = (Verdict(skipped="no prose"), Verdict(unjudged=(Unjudged(MODE, "too slow"),)), Verdict())
    found = disagreements([(item, verdict) for verdict in verdicts], MODE, 3).false_negatives
    assert [(one.score, one.why) for one in found] == [(None, "no prose"), (None, "too slow"), (None, "no detector")]


def test_spans_may_overlap_touch_and_lie_in_each_other():
    spans = [Span(0, 4, "abcd"), Span(1, 2, "b"), Span(3, 6, "def"), Span(8, 9, "i")]
    cut = list(pieces("abcdefghi", spans))
    assert "".join(piece.text for piece in cut) == "abcdefghi"
    assert [piece.text for piece in cut if piece.quoted] == ["abcd", "ef", "i"]
    assert list(pieces("", [])) == []
