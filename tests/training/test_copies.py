import pytest

from training.copies import WORDS, copies
from training.schema import check

LONG = [f"word{number}" for number in range(WORDS)]
TEXT, SHORT = " ".join(LONG), " ".join(LONG[1:])


def told(sets):
    found = check(sets.folder)
    assert found.problems == ()
    return list(copies(found.items, sets.folder))


def test_a_long_sequence_in_two_replies_is_told(sets):
    sets.item("more", "s1-a", reply=f"Well: {TEXT}")
    sets.item("ours", "s2-a", reply="Nothing of it.")
    sets.item("ours", "s3-a", reply=f"{TEXT}, then.")
    (problem,) = told(sets)
    assert "ours.jsonl:2: reply: found 13 words in a row or more of s1-a (" in problem
    assert f"more.jsonl:1): '{TEXT}'; allowed: 12 at most" in problem


@pytest.mark.parametrize("names", [("s1-a", "s1-b"), ("s1-a", "s2-a")])
@pytest.mark.parametrize(
    ("other", "tells"),
    [
        (TEXT, True),
        (", ".join(LONG).upper(), True),
        ("*" + "* — *".join(LONG) + "*!", True),
        (f"again {SHORT} again", False),
        (f"`{TEXT}`", False),
        (f"```\n{TEXT}\n```", False),
    ],
)
def test_case_and_punctuation_hide_nothing_and_code_does_not_count(sets, names, other, tells):
    for name, reply in zip(names, (TEXT, other), strict=True):
        sets.item("ours", name, reply=reply)
    assert len(told(sets)) == tells


@pytest.mark.parametrize(
    ("scenario", "other", "message", "tells"),
    [
        ("s1", TEXT, "another turn", False),
        ("s1", TEXT, "hi", True),
        ("s1", f"{TEXT} more", "another turn", True),
        ("s2", TEXT, "another turn", True),
    ],
)
def test_a_hard_pair_shares_its_reply_word_for_word(sets, scenario, other, message, tells):
    sets.item("ours", "s1-a", reply=TEXT)
    sets.item("ours", f"{scenario}-b", reply=other, messages=message)
    assert len(told(sets)) == tells


@pytest.mark.parametrize(("message", "tells"), [(f"I said: {TEXT}", False), (f"I said: {SHORT}", True)])
def test_the_words_of_the_conversation_may_be_repeated(sets, message, tells):
    sets.item("ours", "s1-a", messages=message, reply=f"You said {TEXT}")
    sets.item("ours", "s1-b", messages=message, reply=f"So: {TEXT}")
    assert len(told(sets)) == tells


def test_conversations_of_different_scenarios_share_nothing_long(sets):
    sets.item("more", "s1-a", messages=TEXT)
    sets.item("more", "s1-b", messages=f"{TEXT} again")
    sets.item("ours", "s2-a", messages=f"oh {TEXT}")
    (problem,) = told(sets)
    assert "ours.jsonl:1: messages: found 13 words in a row or more of s1 (" in problem
    assert "more.jsonl:1): " in problem


def test_what_is_exempt_passes_and_what_need_not_be_exempt_is_told(sets):
    for name in ("s1-a", "s2-a", "s3-a"):
        sets.item("ours", name, reply=TEXT if name != "s3-a" else "Nothing of it.")
    sets.write("exempt/copies", {"ids": ["s1-a", "s2-a"], "reason": "a quotation"})
    assert told(sets) == []
    sets.write("exempt/copies", {"ids": ["s1-a", "s3-a"], "reason": "a quotation"})
    (problem,) = told(sets)
    assert "copies.jsonl:2: ids: found items that share nothing; allowed: " in problem


def test_an_exemption_gives_its_reason(sets):
    for name in ("s1-a", "s2-a"):
        sets.item("ours", name, reply=TEXT)
    sets.write("exempt/copies", {"ids": ["s1-a", "s2-a"]})
    missing, copied = told(sets)
    assert "copies.jsonl:1: reason: found nothing; allowed: " in missing
    assert "ours.jsonl:2: reply: " in copied
