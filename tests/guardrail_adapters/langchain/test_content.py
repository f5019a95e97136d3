import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from guardrail_adapters.langchain.content import edited, kinds, replaced, text_of

REASONING = {"type": "reasoning", "reasoning": "They grieve."}
IMAGE = {"type": "image", "url": "https://example.org/dog.png"}


def text(words, **more):
    return {"type": "text", "text": words, **more}


def cited(start, end, **more):
    return {"type": "citation", "start_index": start, "end_index": end, **more}


@pytest.mark.parametrize("change", [edited, replaced])
def test_a_string_stays_a_string(change):
    assert change(AIMessage("old"), "new").content == "new"


@pytest.mark.parametrize("change", [edited, replaced])
def test_only_the_text_block_changes(change):
    message = change(AIMessage([REASONING, text("old", id="b1"), IMAGE]), "new")
    assert message.content == [REASONING, text("new", id="b1"), IMAGE]


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (["One. ", "Two. ", "Three."], "One. 2. Three.", ["One. ", "2. ", "Three."]),
        (["One. ", "Two. ", "Three."], "One. Three.", ["One. ", "Three."]),
        (["One. ", "Two. ", "Three."], "1. Two. 3.", ["1. ", "Two. ", "3."]),
        (["One. ", "Two. ", "Three."], "Two. Three.", ["Two. ", "Three."]),
        (["One. ", "Two."], "One. Two. Three.", ["One. ", "Two. Three."]),
        (["So it is", " hard. ", "Yes."], "It is hard. Yes.", ["It is", " hard. ", "Yes."]),
        (["a", "a"], "a", ["a"]),
        (["", "One."], "1.", ["", "1."]),
    ],
)
def test_every_block_keeps_its_share_of_edited_words(old, new, kept):
    message = edited(AIMessage([text(words) for words in old]), new)
    assert message.content == [text(words) for words in kept]
    assert text_of(message.content) == new


def test_what_stands_between_two_texts_ends_a_paragraph():
    assert text_of([text("One."), IMAGE, "Two. ", text("Three."), IMAGE]) == "One.\n\nTwo. Three."
    assert text_of([text("One. "), text(""), "Two."]) == "One. Two."


def test_edited_words_stay_on_their_side_of_an_image():
    blocks = [text("That is somewhat hard."), IMAGE, text("He was twelve. ", citations=["c"]), "I am somewhat sorry."]
    message = edited(AIMessage(blocks), "That is hard.\n\nHe was twelve. I am sorry.")
    assert message.content == [text("That is hard."), IMAGE, blocks[2], "I am sorry."]
    assert edited(AIMessage(blocks), "He was twelve. I am somewhat sorry.").content == blocks[1:]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("Old here", "Newer here", cited(4, 8), cited(6, 10)),
        ("So a dog is a dog.", "A dog is a dog.", cited(14, 17), cited(11, 14)),
        ("It is somewhat hard.", "It is hard.", cited(0, 20), None),
        ("It is somewhat hard.", "It is hard.", cited(6, 15), None),
        ("Old.", "New.", {"type": "citation", "cited_text": "x"}, {"type": "citation", "cited_text": "x"}),
        ("Old.", "New.", "odd", "odd"),
    ],
)
def test_annotations_move_with_their_words_or_go(old, new, before, after):
    message = edited(AIMessage([text("First. "), text(old, annotations=[before])]), f"First. {new}")
    assert message.content[1] == text(new, annotations=[after] if after else [])


def test_other_words_stand_in_the_last_text_block_without_what_was_said_of_the_old():
    blocks = [REASONING, text("One. ", citations=["c"]), IMAGE, text("Two.", annotations=[cited(0, 3)], id="b1"), IMAGE]
    assert replaced(AIMessage(blocks), "New.").content == [REASONING, IMAGE, text("New.", id="b1"), IMAGE]
    assert replaced(AIMessage(["One. ", IMAGE, "Two."]), "New.").content == [IMAGE, "New."]
    assert replaced(AIMessage([IMAGE]), "New.").content == [IMAGE, text("New.")]


ODD = st.sampled_from([None, 1, "x", [], {}, [1], [{"start_index": 1, "end_index": 3}], [{"start_index": None}]])
BLOCK = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "text", "image", None])},
    optional={"text": st.sampled_from(["One. ", "", "Two", None, 3]), "annotations": ODD, "citations": ODD},
)


@given(st.lists(st.sampled_from(["One. ", "Three"]) | BLOCK, max_size=5), st.sampled_from(["New.", "One. Two"]))
def test_whatever_a_provider_puts_there_comes_through(blocks, words):
    beside = [block for block in blocks if not text_of([block]) and block != ""]
    for change in (edited, replaced):
        kept = change(AIMessage(blocks), words).content
        assert [block for block in kept if not text_of([block])] == beside


def test_what_stands_beside_the_text():
    assert kinds([REASONING, "One.", text("Two."), IMAGE, {"odd": 1}]) == {"reasoning", "image", "None"}
    assert kinds("One.") == frozenset()


@pytest.mark.parametrize("change", [edited, replaced])
def test_log_probabilities_of_the_old_tokens_go(change):
    message = AIMessage("old", response_metadata={"logprobs": {"content": [1]}, "model_name": "m"})
    assert change(message, "new").response_metadata == {"logprobs": None, "model_name": "m"}
    assert message.response_metadata["logprobs"] == {"content": [1]}
