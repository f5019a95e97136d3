from dataclasses import replace

import pytest

from guardrail.engine import Guard
from guardrail.repair.objections import objections
from guardrail.repair.rewrite import rewrite
from guardrail.types import Conversation, Mode, Reply, Unjudged

GUARD = Guard.load()
VENT = Conversation.of(
    "My dog Rufus died this morning. I can't stop shaking. I don't want advice, I just needed to tell someone."
)
LECTURE = (
    "Pet loss is a common experience for individuals. At least you had many good years with him. "
    "It is important to maintain a routine and to consider speaking to a professional.\n\n"
    "Here are some steps:\n\n- Keep a journal.\n- Exercise daily.\n- Consider a new pet.\n\nI hope this helps!"
)


def rewritten(text, talk=VENT, most=12, judge=None, sent=""):
    reply = Reply(text)
    judge = judge or (lambda draft: GUARD.check(talk, draft))
    found = rewrite(talk, reply, GUARD.check(talk, reply), judge, most, sent)
    return found and found.text


def test_a_lecture_to_somebody_who_wanted_a_hearing_becomes_a_hearing():
    text = rewritten(LECTURE)
    assert text.startswith("Your dog Rufus died this morning.")
    assert "journal" not in text
    assert "At least" not in text
    assert not GUARD.check(VENT, text).findings
    assert objections(VENT, Reply(LECTURE), Reply(text)) == ()


@pytest.mark.parametrize("end", range(0, len(LECTURE), 7))
def test_what_was_sent_stays_wherever_it_ends(end):
    text = rewritten(LECTURE, sent=LECTURE[:end])
    assert text is None or text.startswith(LECTURE[:end])


def test_what_was_not_sent_can_still_be_cut():
    sent = "Oh, your dog Rufus died this morning, and you can't stop shaking. That is awful."
    text = rewritten(f"{sent} {LECTURE}", sent=sent)
    assert text.startswith(sent)
    assert len(text) < len(f"{sent} {LECTURE}")


def test_what_fails_no_more_is_left_alone():
    text = rewritten(LECTURE)
    assert rewritten(text) is None


def test_no_more_drafts_are_judged_than_allowed():
    judged = []

    def judge(draft):
        judged.append(draft)
        return GUARD.check(VENT, draft)

    rewritten(LECTURE, most=2, judge=judge)
    assert len(judged) == 2
    assert rewritten(LECTURE, most=0) is None


@pytest.mark.parametrize(
    "judge",
    [
        lambda draft: None,
        lambda draft: replace(GUARD.check(VENT, draft), unjudged=(Unjudged(Mode.CONFLICT_AVOIDANCE, "late"),)),
        lambda draft: replace(GUARD.check(VENT, draft), skipped="no words"),
    ],
)
def test_a_draft_that_nobody_judged_is_not_taken(judge):
    assert rewritten(LECTURE, judge=judge) is None


def test_what_edits_cannot_mend_is_left_as_it_came():
    talk = Conversation.of("You told me the 31st and it closed on the 15th. I have 40 quid till May. What do I do now?")
    text = "We apologise for any confusion. Deadlines are subject to change. Users are advised to consult the website."
    assert GUARD.check(talk, text).findings
    assert rewritten(text, talk) is None
