from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Event, get_ident

import pytest

from guardrail.errors import Unreadable
from guardrail.reading import reading
from guardrail.reading.reading import prepare, read
from guardrail.types import Conversation, Mode, Reply

TALK = Conversation.of("My dog died this morning and I miss him.")
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}


def said(*roles, content="My dog died."):
    return Conversation.of([{"role": role, "content": content} for role in roles])


def reason(talk, reply):
    with pytest.raises(Unreadable) as raised:
        read(talk, reply, 1000)
    return str(raised.value)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(""), "no words in the reply"),
        (Reply(" \n\u200b"), "no words in the reply"),
        (Reply("😭 12 !?"), "no words in the reply"),
        (Reply("`x = 1`"), "no words in the reply"),
        (Reply("```py\nprint(1)\n```\n"), "no words in the reply"),
        (Reply("```py\nnever closed"), "no words in the reply"),
        (Reply(' {"note": ["this is a note"]}\n'), "only JSON"),
        (Reply('["a", "b"]'), "only JSON"),
        (Reply("", tool_calls=True), "tool call"),
        (Reply("I cannot help.", refusal=True), "refusal"),
        (Reply('{"a": "b"}', structured=True), "structured output"),
        (Reply("Mi más sentido pésame, entiendo que esto es muy difícil."), "the reply writes 'es'"),
        (Reply("听到这个消息我很难过。"), "the reply writes 'zh'"),
    ],
)
def test_a_reply_that_is_not_english_prose_is_not_read(reply, why):
    assert why in reason(TALK, reply)


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (Conversation(()), "no message of the person"),
        (said("system"), "no message of the person"),
        (said("system", "assistant", "tool", "developer"), "no message of the person"),
        (said("user", content=None), "no message of the person"),
        (said("user", content=[IMAGE]), "no message of the person"),
        (said("user", content="Mi perro murió esta mañana y no puedo dejar de llorar."), "the person writes 'es'"),
    ],
)
def test_a_conversation_without_an_english_person_is_not_read(talk, why):
    assert why in reason(talk, Reply("I am sorry about your dog."))


@pytest.mark.parametrize(
    "reply",
    [
        "Use `x = 1`",
        "```py\nprint(1)\n``` Done.",
        "I'm",
        '{"note": no json}',
        "[" * 5000 + "x",
        "x" * 5000,
        "Sure \ud800",
        "<b>Hello</b>",
    ],
)
def test_what_has_words_is_read(reply):
    assert read(TALK, Reply(reply, tool_calls=True), 1000).traits.text is not None


@pytest.mark.parametrize(
    "roles", [("user",), ("system", "user"), ("user", "assistant", "tool"), ("developer", "user", "assistant")]
)
def test_only_the_person_is_read(roles):
    talk = Conversation.of([{"role": role, "content": f"{role} is furious"} for role in roles])
    assert "user" in read(talk, Reply("I see you."), 1000).need.text.keys


def test_images_beside_words_are_passed_over():
    talk = said("user", content=[IMAGE, {"type": "text", "text": "This was my dog."}])
    assert read(talk, Reply("I see."), 1000).need.text.folded.raw == "This was my dog."


def test_no_more_than_the_policys_characters_are_read():
    assert len(read(TALK, Reply("and so on " * 20), 50).traits.text.folded.raw) == 50


def test_each_side_is_read_once():
    found = read(TALK, Reply("Oh no."), 1000)
    assert found.need is found.need
    assert (found.pairing.need, found.pairing.traits) == (found.need, found.traits)


def test_what_is_loaded_is_loaded_once_whoever_comes_at_the_same_time(monkeypatch):
    loads = []

    @cache
    def load():
        loads.append(get_ident())
        gate.wait(10)

    gate = Event()
    monkeypatch.setattr(reading, "_load", load)
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(prepare, False) for _ in range(8)]
        gate.set()
    assert [each.result() for each in waiting] == [None] * 8
    assert len(loads) == 1


@pytest.mark.parametrize("wanted", [True, False])
def test_the_encoder_is_loaded_where_it_is_wanted(monkeypatch, wanted):
    opened = []
    monkeypatch.setattr(reading, "shipped", lambda: opened.append(1))
    prepare(wanted)
    assert bool(opened) is wanted


def test_the_encoder_reads_the_reply_once_in_its_sentences(says_always):
    encoder = says_always(1.5)
    found = read(Conversation.of("My dog died."), Reply("Oh **no**. He died.\nSo it ends."), 100, encoder)
    assert found.encoded is found.encoded
    assert found.encoded.modes == dict.fromkeys(Mode, 1.5)
    ((text, sentences),) = encoder.asked
    assert [text[start:end] for start, end in sentences] == ["Oh **no**.", "He died.", "So it ends."]


def test_the_encoder_reads_no_further_than_the_rest(says_always):
    encoder = says_always(1.5)
    assert read(Conversation.of("My dog died."), Reply("Oh no. " * 100), 100, encoder).encoded
    assert len(encoder.asked[0][0]) == 100


def test_without_the_encoder_nothing_is_encoded():
    assert read(Conversation.of("My dog died."), Reply("Oh no."), 100).encoded is None
