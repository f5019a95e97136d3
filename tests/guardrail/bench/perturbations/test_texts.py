import re
from dataclasses import replace

import pytest

from guardrail import Conversation
from guardrail.bench.perturbations.texts import (
    FIXED,
    LETTERS,
    drawn,
    everywhere,
    in_last_message,
    in_person,
    in_reply,
    like,
    outside,
    sentences,
    starts_sentence,
    substituted,
    whole,
)


def shout(text):
    return substituted(text, LETTERS, lambda word: word[0].upper())


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("pay £1,912.50 by 10am, ok?", "PAY £1,912.50 BY 10am, OK?"),
        ("see https://a.org/b?c=d. now", "SEE https://a.org/b?c=d. NOW"),
        ("[the page](docs/my-page) and findahelpline.com", "[THE PAGE](docs/my-page) AND findahelpline.com"),
        ("write to dee@mail.co.uk", "WRITE TO dee@mail.co.uk"),
        ("run `make all` now\n```\nls\n``` done", "RUN `make all` NOW\n```\nls\n``` DONE"),
        ("(covid-19) :p <3", "(covid-19) :p <3"),
    ],
)
def test_links_code_and_numbers_stay(text, changed):
    assert shout(text) == changed


def test_what_is_fixed_leaves_out_the_marks_around_it():
    assert [found[0] for found in FIXED.finditer('("£5"), 2. 40%!')] == ["£5", "2", "40%"]


def test_places_are_drawn_for_so_many_words(random):
    text = "word " * 1200
    assert len(drawn(text, LETTERS, 12, random)) == 100
    assert 0 < sum(len(drawn("word " * 6, LETTERS, 12, random)) for _ in range(100)) < 100
    assert drawn("1 2 3", LETTERS, 1, random) == []


def test_drawn_places_come_in_order(random):
    places = [found.start() for found in drawn("word " * 100, LETTERS, 2, random)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("pattern", "words"), [("him", "her"), ("Him", "Her"), ("HIM", "HER"), ("I", "Her"), ("", "her")]
)
def test_words_take_the_case_of_others(pattern, words):
    assert like(pattern, "her") == words


@pytest.mark.parametrize(
    ("text", "starts"),
    [("", True), ("so ", False), ("So. ", True), ('"', True), ("a\n- **", True), ("well, ", False), ("what? ", True)],
)
def test_the_start_of_a_sentence_is_known(text, starts):
    assert starts_sentence(f"{text}Here", len(text)) is starts


def test_only_what_is_meant_is_changed(item):
    given = item("c", "d", "a", "b")
    texts = {
        change.__name__: whole(change(given, str.upper)).split("\n\n")
        for change in (in_reply, in_last_message, in_person, everywhere)
    }
    assert texts == {
        "in_reply": ["a", "b", "c", "D"],
        "in_last_message": ["a", "b", "C", "d"],
        "in_person": ["A", "b", "C", "d"],
        "everywhere": ["A", "B", "C", "D"],
    }


def test_where_nothing_differs_the_change_does_not_apply(item):
    for change in (in_reply, in_last_message, in_person, everywhere):
        assert change(item("1", "2", "3", "4"), str.upper) is None


def test_other_fields_and_parts_stay(item):
    parts = [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "a"}}, "a"]
    messages = [{"role": "tool", "content": "a"}, {"role": "assistant", "content": None}]
    messages.append({"role": "user", "content": parts, "name": "a"})
    given = replace(item(), conversation=Conversation.of(messages), labels={"x": 1}, scenario="s", trap=True)
    changed = everywhere(given, str.upper)
    assert changed.conversation.to_openai()[:2] == messages[:2]
    assert changed.conversation.to_openai()[2] == {
        "role": "user",
        "content": [{"type": "text", "text": "A"}, parts[1], "A"],
        "name": "a",
    }
    assert (changed.labels, changed.scenario, changed.trap, changed.id) == ({"x": 1}, "s", True, "a")


def test_without_a_person_there_is_no_last_message(item):
    silent = replace(item(), conversation=Conversation.of([{"role": "assistant", "content": "a"}]))
    assert in_last_message(silent, str.upper) is None


def test_sentences_of_odd_text_have_their_places():
    text = "\ud800 one. Two."
    assert [text[start:end] for start, end in sentences(text)][-1] == "Two."


def test_places_that_touch_what_is_fixed_are_left_out():
    assert [found[0] for found in outside("a b2 c", re.compile(r"\w \w"))] == []
