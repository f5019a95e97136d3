import pytest

from guardrail.errors import InputError
from guardrail.wire.body import model_of, parsed, written


def test_lone_surrogates_survive():
    body = {"text": "a\ud83d b"}
    assert parsed(written(body)) == body


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[1]", "found list"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_object_is_refused(content, found):
    with pytest.raises(InputError, match=found):
        parsed(content)


def test_a_deployment_names_no_model():
    assert (model_of({"model": "m", "n": 1}), model_of({"n": 1})) == ({"model": "m"}, {})
