import pytest

from guardrail.wire.messages_blocks import calls_tool, dealt, joined, kind, opening, reworded, uncited, words_of

THINKING = {"type": "thinking", "thinking": "hm", "signature": "s"}
CALL = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
CITED = {"type": "text", "text": "It closes at 5.", "citations": [{"type": "char_location"}]}


def text(words, **fields):
    return {"type": "text", "text": words, **fields}


@pytest.mark.parametrize(
    ("block", "found", "words"),
    [
        (text("Hi"), "text", "Hi"),
        (text(None), "text", ""),
        (THINKING, "thinking", ""),
        ({"type": "vendor", "text": "Hi"}, "vendor", ""),
        ({"type": 7}, "", ""),
        ("Hi", "", ""),
        (None, "", ""),
    ],
)
def test_only_text_blocks_have_words(block, found, words):
    assert (kind(block), words_of(block)) == (found, words)


@pytest.mark.parametrize(
    ("found", "calls"), [("tool_use", True), ("server_tool_use", False), ("mcp_tool_use", False), ("text", False)]
)
def test_only_the_clients_tools_are_called(found, calls):
    assert calls_tool({"type": found}) is calls


def test_cited_sentences_are_one_paragraph_and_words_beyond_a_tool_another():
    assert joined(["It closes ", "at 5", "", ", I think.", ""]) == "It closes at 5\n\n, I think."


@pytest.mark.parametrize(
    ("texts", "reply", "fresh"),
    [
        (["", "Old.", ""], "New.", ["", "New.", ""]),
        (["It closes ", "at 5", "."], "It closes at 6.", ["It closes ", "at 6", "."]),
        (["One.", "", "Two."], "One.\n\nNew.", ["One.", "", "New."]),
        (["One.", "", "Two."], "New.", ["", "", "New."]),
        (["It closes ", "at 5.", "", "Two."], "It closes at 6.", ["", "", "", "It closes at 6."]),
        (["It closes ", "at 5.", "", "Two."], "It closes at 6.\n\nTwo.", ["It closes ", "at 6.", "", "Two."]),
    ],
)
def test_words_change_within_their_paragraph_or_go_to_the_last(texts, reply, fresh):
    assert dealt(texts, reply, edited=False) == fresh


def test_edited_words_stay_in_their_blocks():
    texts = ["It is sad, ", "as he said,", " and late.", "", "It is sad."]
    fresh = ["It is hard, ", "as he said,", " and dark.", "", "It is hard."]
    assert dealt(texts, "It is hard, as he said, and dark.\n\nIt is hard.", edited=True) == fresh


def test_what_is_no_text_stays_in_its_place():
    blocks = [THINKING, text("I will look."), CALL, CITED, text(" Sorry."), "odd"]
    assert reworded(blocks, "It is shut.", edited=False) == [THINKING, CALL, text("It is shut."), "odd"]


def test_kept_words_keep_their_citations_and_new_ones_have_none():
    blocks = [CITED, {**CITED, "text": " Or 6."}]
    assert reworded(blocks, "It closes at 5. Or 7.", edited=False) == [CITED, text(" Or 7.", citations=None)]


def test_no_citations_are_invented():
    assert uncited(text("a")) == text("a")
    assert uncited(text("a", citations=[])) == text("a", citations=[])


@pytest.mark.parametrize(
    ("blocks", "fresh"),
    [
        ([], [text("New.")]),
        ([THINKING], [THINKING, text("New.")]),
        ([THINKING, CALL], [THINKING, text("New."), CALL]),
        ([text(""), CALL], [text("New."), text(""), CALL]),
    ],
)
def test_words_where_there_were_none_come_behind_the_thinking(blocks, fresh):
    assert reworded(blocks, "New.", edited=False) == fresh


def test_where_words_belong():
    assert opening([]) == 0
    assert opening(["thinking", "redacted_thinking", "tool_use", "thinking"]) == 2
