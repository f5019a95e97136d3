import pytest
from langchain_core.messages import AIMessage

from guardrail_adapters.langchain.content import text_of, with_text

REASONING = {"type": "reasoning", "reasoning": "They grieve."}
IMAGE = {"type": "image", "url": "https://example.org/dog.png"}


def text(words, **more):
    return {"type": "text", "text": words, **more}


def test_a_string_is_exchanged():
    assert with_text(AIMessage("old"), "new").content == "new"


def test_only_the_text_block_changes():
    message = with_text(AIMessage([REASONING, text("old"), IMAGE]), "new")
    assert message.content == [REASONING, text("new"), IMAGE]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (["One. ", "Two. ", "Three."], "One. 2. Three.", ["One. ", "2. ", "Three."]),
        (["One. ", "Two. ", "Three."], "One. Three.", ["One. ", "Three."]),
        (["One. ", "Two. ", "Three."], "Other words.", ["Other words."]),
        (["One. ", "Two."], "One. Two. Three.", ["One. ", "Two. Three."]),
        (["a", "a"], "a", ["a"]),
    ],
)
def test_new_words_spread_over_the_old_blocks(old, new, kept):
    message = with_text(AIMessage([text(words) for words in old]), new)
    assert message.content == [text(words) for words in kept]
    assert text_of(message.content) == new


def test_bare_strings_among_the_blocks():
    message = AIMessage(["One. ", IMAGE, text("Two.")])
    assert text_of(message.content) == "One. Two."
    assert with_text(message, "One. 2.").content == ["One. ", IMAGE, text("2.")]
    assert with_text(message, "1. Two.").content == ["1. ", IMAGE, text("Two.")]


def test_annotations_move_with_their_words_or_go():
    kept, lost = {"start_index": 4, "end_index": 8, "url": "u"}, {"start_index": 0, "end_index": 3, "url": "v"}
    unplaced = {"type": "citation", "cited_text": "x"}
    message = AIMessage([text("Old here", annotations=[kept, lost, unplaced])])
    changed = with_text(message, "Newer here").content[0]
    assert changed["annotations"] == [{"start_index": 6, "end_index": 10, "url": "u"}, unplaced]


def test_log_probabilities_of_the_old_tokens_go():
    message = AIMessage("old", response_metadata={"logprobs": {"content": [1]}, "model_name": "m"})
    assert with_text(message, "new").response_metadata == {"logprobs": None, "model_name": "m"}
    assert message.response_metadata["logprobs"] == {"content": [1]}
