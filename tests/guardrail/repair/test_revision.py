from guardrail.repair.revision import Revision, behind, revised
from guardrail.types import Conversation, Edit, Reply, Span

MOURNING = "My dog Rufus died this morning. I can't stop shaking. I don't want advice, I just needed to tell someone."


def test_where_nothing_else_is_left_the_person_is_still_answered():
    talk, reply = Conversation.of(MOURNING), Reply("Try yoga.")
    whole = Revision("all", (Edit(Span(0, 9, "Try yoga.")),), "Your dog died.")
    assert revised(talk, reply, (whole,)).text == "Your dog died. I'm glad you told me."


def test_a_reply_that_was_cut_off_gets_no_opening():
    assert revised(Conversation.of(MOURNING), Reply("Try y", truncated=True), (Revision("x", (), "So."),)) is None


def test_only_edits_behind_what_was_sent_are_left_and_no_opening():
    edits = tuple(Edit(Span(place, place + 3, "abc")) for place in (0, 4, 5, 9))
    revisions = [Revision("a", edits), Revision("b", edits[:2]), Revision("c", edits, said="Oh no.")]
    assert behind(revisions, "12345") == (Revision("a", edits[2:]),)
    assert behind(revisions, "") == tuple(revisions)
