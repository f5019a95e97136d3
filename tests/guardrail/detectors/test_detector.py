import pytest

from guardrail.detectors.detector import SignalDetector, dimension
from guardrail.detectors.model import Blend, Model, Term
from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Signal
from guardrail.reading.reading import Reading
from guardrail.types import Conversation, Dimension, Integrity, Mode, Reply, Span

MODE = Mode.CONFLICT_AVOIDANCE
TERMS = {"up": Term(2.0, 0.5, 0.5), "down": Term(-1.0, 0.0, 1.0), "weak": Term(0.1, 0.0, 1.0)}
MODEL = Model(0.0, TERMS, blended=Blend(0.0, 1.0, 1.0, 0.0), plain=0.05)
FELT, PLAIN = "My dog died, I am devastated.", "How many cups are in a litre?"
REPLY = "Oh no. He died. So sad."
SPAN = Span(0, 2, "Oh")
UP = Signal("up", 1.0, "raises", "it is up", (SPAN,))
WEAK = Signal("weak", 1.0, "raises", "it is weak", missing="a word")


def reading(*texts, encoder=None):
    talk = Conversation.of([{"role": "user", "content": text} for text in texts])
    return Reading(talk, Reply(REPLY), 1000, encoder)


def detector(*signals):
    return SignalDetector(MODE, lambda *_: signals, Integrity.INTENT, "the reply slides away", RuleBook([]), MODEL)


def assess(*signals, encoder=None):
    return detector(*signals).assess(reading(FELT, encoder=encoder))


def test_the_evidence_is_what_raises_the_score_the_heaviest_first():
    finding = assess(
        WEAK,
        Signal("down", 1.0, "lowers", "it is down"),
        UP,
        Signal("up", 0.0, "raises", "it is not there"),
        Signal("up", 1.0, "raises"),
        Signal("new", 1.0, "raises", "it is new"),
    )
    assert [item.note for item in finding.evidence] == ["it is up", "it is weak"]
    assert [item.weight for item in finding.evidence] == [pytest.approx(2.0), pytest.approx(0.1)]
    assert finding.why == "the reply slides away: it is up"
    assert (finding.spans, finding.missing) == ((SPAN,), ("a word",))


def test_without_evidence_the_why_is_the_modes():
    assert assess().why == "the reply slides away"


def test_what_weighs_but_names_no_words_is_shown_by_the_opening():
    (evidence,) = assess(Signal("up", 1.0, "raises", "it is up")).evidence
    assert [span.quote for span in evidence.spans] == ["Oh no."]


def test_a_finding_and_its_weighing_are_one_sum():
    judge, read = detector(UP, WEAK), reading(FELT)
    weighing = judge.weigh(read)
    assert judge.assess(read).score == weighing.score
    assert {weighed.signal.name: weighed.share for weighed in weighing.signals} == {"up": 2.0, "weak": 0.1}


def test_a_plain_request_closes_the_gate_and_nothing_of_the_reply_is_read(says_always):
    encoder = says_always(5.0, 1.0)
    judge, read = detector(UP), reading(PLAIN, encoder=encoder)
    finding = judge.assess(read)
    assert (finding.score, finding.evidence) == (pytest.approx(0.05), ())
    assert finding.why == "nothing in the message is personal, felt or in dispute"
    assert (judge.weigh(read).signals, judge.carrying(read), encoder.asked) == ((), [], [])


def test_what_the_encoder_says_is_shown_as_the_sentences_that_carry_it_in_their_order(says_always):
    evidence, *_ = assess(WEAK, encoder=says_always(5.0, 0.2, -1.0, 0.7)).evidence
    assert (evidence.signal, evidence.weight) == ("encoder", pytest.approx(5.0))
    assert [span.quote for span in evidence.spans] == ["Oh no.", "So sad."]


def test_the_most_telling_sentence_comes_first(says_always):
    found = detector().carrying(reading(FELT, encoder=says_always(5.0, 0.2, 0.5, -0.7)))
    assert [(span.quote, drop) for span, drop in found] == [
        ("He died.", pytest.approx(0.5)),
        ("Oh no.", pytest.approx(0.2)),
    ]


@pytest.mark.parametrize(("log_odds", "drops"), [(-5.0, (0.2,)), (5.0, ()), (5.0, (-0.2,))])
def test_an_encoder_that_says_nothing_against_the_reply_is_no_evidence(says_always, log_odds, drops):
    assert [item.signal for item in assess(WEAK, encoder=says_always(log_odds, *drops)).evidence] == ["weak"]


def test_without_the_encoder_no_sentence_carries_anything():
    assert detector().carrying(reading(FELT)) == []


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("My dog died.",), Dimension.COGNITIVE),
        (("a", "b", "c"), Dimension.RELATIONAL),
        (("You got it wrong again, this is the third time I ask.",), Dimension.RELATIONAL),
        (("We pray in the mosque on Friday and my sister will not come.",), Dimension.CULTURAL),
    ],
)
def test_the_dimension(texts, found):
    assert dimension(reading(*texts)) is found
