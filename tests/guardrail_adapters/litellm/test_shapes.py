import pytest

pytest.importorskip("litellm", reason="needs the extra litellm")

from litellm.types.utils import EmbeddingResponse, ModelResponse, ModelResponseStream

from guardrail.errors import Unreadable
from guardrail_adapters.litellm.shapes import content_of, frames_of, rechunked, reworded

MESSAGE = {
    "role": "assistant",
    "content": "Hi \ud800",
    "reasoning_content": "hm",
    "thinking_blocks": [{"type": "thinking", "thinking": "t", "signature": "s"}],
    "annotations": [{"type": "url_citation", "url_citation": {"start_index": 0, "end_index": 1, "url": "u"}}],
    "tool_calls": [{"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
    "unknown": 5,
}
USAGE = {
    "prompt_tokens": 1,
    "completion_tokens": 2,
    "total_tokens": 3,
    "completion_tokens_details": {"reasoning_tokens": 1},
}
KEPT = {
    "id": "c",
    "created": 1,
    "model": "m",
    "system_fingerprint": "fp",
    "service_tier": "default",
    "unknown": {"a": 1},
}


def test_a_response_comes_back_as_it_was():
    choices = [
        {"index": 0, "finish_reason": "stop", "logprobs": {"content": []}, "message": MESSAGE},
        {"index": 1, "finish_reason": "length", "message": {"role": "assistant", "content": "Yes."}},
    ]
    response = ModelResponse(choices=choices, usage=USAGE, **KEPT)
    assert reworded(content_of(response)).model_dump() == response.model_dump()


def test_other_responses_are_not_read():
    for read, came in ((content_of, EmbeddingResponse()), (frames_of, [b"event: message_start\n\n"]), (frames_of, [])):
        with pytest.raises(Unreadable, match="not a chat completion"):
            read(came)


def chunk(text, **fields):
    return ModelResponseStream(choices=[{"index": 0, "delta": {"content": text}}], **KEPT, **fields)


def test_only_the_chunks_that_changed_are_new():
    held = [b": ping\n\n", chunk("Hi "), chunk("you.", usage=USAGE), {"type": "message_start"}]
    held[2]._hidden_params["model_id"] = "d"
    came = frames_of(held)
    assert all(new is old for new, old in zip(rechunked(held, came), held, strict=True))
    fresh = rechunked(held, came.replace(b"you.", b"there."))
    assert [new is old for new, old in zip(fresh, held, strict=True)] == [True, True, False, True]
    assert fresh[2].model_dump() == chunk("there.", usage=USAGE).model_dump()
    assert fresh[2]._hidden_params["model_id"] == "d"
