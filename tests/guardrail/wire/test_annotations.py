import pytest

from guardrail.wire.annotations import Shift

OLD = "It rained in March (source). That is somewhat sad. It snowed in May (other)."
NEW = "It rained in March (source). That is hard. It snowed in May (other)."
GONE = "I am sorry. It snowed in June."


def url(words, text=OLD):
    start = text.index(words)
    return {"type": "url_citation", "url": "u", "title": "t", "start_index": start, "end_index": start + len(words)}


@pytest.mark.parametrize(
    ("words", "new", "stays"),
    [
        ("(source)", NEW, True),
        ("(other)", NEW, True),
        ("somewhat sad", NEW, False),
        ("sad. It snowed", NEW, False),
        ("(source)", GONE, False),
        ("(other)", GONE, False),
        ("(other)", "Snow (other).", True),
        ("(source)", "", False),
    ],
)
def test_a_citation_moves_with_its_words_and_goes_with_them(words, new, stays):
    assert Shift(OLD, new).all([url(words)]) == ([url(words, new)] if stays else [])


def test_the_chat_wire_has_the_same_fields_one_level_below():
    flat = url("(other)")
    nested = {"type": "url_citation", "url_citation": {key: value for key, value in flat.items() if key != "type"}}
    moved = Shift(OLD, NEW).moved(nested)
    assert moved == {**nested, "url_citation": {**nested["url_citation"], "start_index": 60, "end_index": 67}}
    assert NEW[60:67] == "(other)"
    assert Shift(OLD, GONE).moved(nested) is None


@pytest.mark.parametrize(
    ("place", "new", "moved"), [(28, NEW, 28), (50, NEW, None), (76, GONE, None), (0, NEW, 0), (28, f"Well. {OLD}", 34)]
)
def test_a_point_moves_with_the_words_before_it(place, new, moved):
    found = Shift(OLD, new).moved({"type": "file_citation", "file_id": "f", "index": place})
    assert (found and found["index"]) == moved


@pytest.mark.parametrize(
    "annotation",
    [{"type": "file_path", "file_id": "f", "index": 1}, {"type": "vendor", "note": "x"}, {"type": ["odd"]}, "x", {}],
)
def test_what_names_no_offset_stays(annotation):
    assert Shift(OLD, GONE).all([annotation]) == [annotation]
