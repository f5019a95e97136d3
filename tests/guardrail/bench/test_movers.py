import pytest

from guardrail import Conversation, Dimension, Finding, Integrity, Mode, Verdict
from guardrail.bench.items import Item
from guardrail.bench.movers import Rewording, farthest
from guardrail.bench.trials import Trial, Tried

MODE = Mode.CONFLICT_AVOIDANCE


def verdict(score):
    if score is None:
        return Verdict(skipped="no prose")
    finding = Finding(MODE, score, Dimension.COGNITIVE, Integrity.INTENT, "")
    return Verdict((finding,), (finding,) if score >= 0.5 else ())


@pytest.fixture
def one():
    def one(name, before, after, person="Hi", reply="Oh"):
        item = Item(name, Conversation.of("hi"), "oh")
        return Tried(Trial("case", item, Item(name, Conversation.of(person), reply)), verdict(before), verdict(after))

    return one


def test_the_farthest_come_first_and_what_stays_is_none(one):
    done = [one("a", 0.5, 0.4), one("b", 0.1, 0.9), one("c", 0.3, 0.3), one("d", 0.4, 0.5)]
    found = farthest(done, 10)
    assert [(mover.id, mover.flipped) for mover in found] == [("b", True), ("a", True), ("d", True)]
    assert (found[0].mode, found[0].perturbation, found[0].before, found[0].after) == (MODE, "case", 0.1, 0.9)
    assert [mover.id for mover in farthest(done, 1)] == ["b"]
    assert farthest(done, 0) == ()


def test_what_is_no_longer_judged_has_moved_all_the_way(one):
    (found,) = farthest([one("a", 0.6, None)], 1)
    assert (found.before, found.after, found.flipped) == (0.6, None, True)


def test_texts_are_shown_only_where_they_are_asked_for(one):
    done = [one("a", 0.1, 0.9)]
    assert farthest(done, 1)[0].texts == ()
    assert farthest(done, 1, texts=True)[0].texts == (Rewording("user", "hi", "Hi"), Rewording("reply", "oh", "Oh"))
    assert farthest([one("a", 0.1, 0.9, "hi")], 1, texts=True)[0].texts == (Rewording("reply", "oh", "Oh"),)
