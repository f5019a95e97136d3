import pytest

from guardrail_adapters.scripted import Quirk, scripted_upstream
from guardrail_adapters.scripted.quirks import chunks, coded, frames

DELTA = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}


def told():
    return [{"id": "1", "choices": [DELTA]}, {"id": "1", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}]


def test_the_first_delta_has_no_content_and_the_next_has():
    first, second = chunks(told(), {Quirk.NULL_CONTENT})
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": None}
    assert second == told()[1]


def test_a_frame_of_filter_results_comes_first():
    first, *rest = chunks(told(), {Quirk.FILTER_RESULTS})
    assert (first["choices"], rest) == ([], told())
    assert first["prompt_filter_results"][0]["prompt_index"] == 0


@pytest.mark.parametrize(
    ("quirk", "sent"),
    [
        (None, [b"data: \xc3\xad\n\n"]),
        (Quirk.CRLF, [b"data: \xc3\xad\r\n\r\n"]),
        (Quirk.STRAY_FRAMES, [b": still here\n\n", b"data: this is no JSON\n\n", b"data: \xc3\xad\n\n"]),
        (Quirk.CUT_CHARACTERS, [bytes([byte]) for byte in b"data: \xc3\xad\n\n"]),
    ],
)
def test_frames_are_sent_in_the_shape_of_a_quirk(quirk, sent):
    assert list(frames(["data: \u00ed\n\n"], {quirk})) == sent


def test_the_code_of_an_error_is_its_status():
    assert coded({"error": {"code": "not_found"}}, 404, {Quirk.INTEGER_CODES}) == {"error": {"code": 404}}
    assert coded({"error": {"code": "not_found"}}, 404, ()) == {"error": {"code": "not_found"}}


def test_what_is_no_quirk_is_refused():
    with pytest.raises(ValueError, match="haste"):
        scripted_upstream({}, shapes=["haste"])
