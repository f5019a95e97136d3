import json

import pytest

from guardrail.errors import InputError


def test_a_flagged_reply_is_shown_with_its_words_and_ends_with_1(run):
    done = run("check", "-m", "my dog died", "that is somewhat sad")
    assert done.exit_code == 1
    assert "emotional_attenuation 1.00" in done.output
    assert "“somewhat”" in done.output


def test_a_reply_in_order_ends_with_0(run):
    done = run("check", "-m", "my dog died", input="that is terrible")
    assert done.exit_code == 0
    assert "no mode is flagged" in done.output


@pytest.mark.parametrize("shape", [lambda messages: messages, lambda messages: {"model": "x", "messages": messages}])
def test_a_conversation_comes_from_a_file(run, tmp_path, shape):
    file = tmp_path / "talk.json"
    file.write_text(json.dumps(shape([{"role": "user", "content": "my dog died"}])), "utf-8")
    done = run("check", "-c", file, "--json", "that is somewhat sad")
    data = json.loads(done.output)
    assert data["scores"]["emotional_attenuation"] == 1.0
    assert data["findings"][0]["spans"] == [{"start": 8, "end": 16, "quote": "somewhat"}]
    assert (data["skipped"], data["unjudged"]) == ("", {})


def test_without_the_person_nothing_is_judged_and_that_is_said(run):
    done = run("check", "that is somewhat sad")
    assert done.exit_code == 0
    assert "not judged: " in done.output


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{", "no JSON"),
        ('"x"', "found str"),
        ("{}", "found NoneType"),
        ('[{"role": "x"}]', "talk.json: messages[0]"),
        (None, "No such file"),
    ],
)
def test_a_conversation_that_cannot_be_read_is_named(run, tmp_path, content, found):
    file = tmp_path / "talk.json"
    if content is not None:
        file.write_text(content, "utf-8")
    done = run("check", "-c", file, "reply")
    assert isinstance(done.exception, InputError)
    assert found in str(done.exception)


def test_a_reply_that_is_not_utf_8_is_named(run):
    done = run("check", "-m", "my dog died", input=b"that is \xff")
    assert str(done.exception) == "stdin: found no UTF-8 at byte 8; allowed: text in UTF-8"
