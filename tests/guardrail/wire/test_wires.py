import pytest

from guardrail.wire.wires import wire_of


@pytest.mark.parametrize(
    ("method", "path", "guarded"),
    [
        ("POST", "/v1/chat/completions", True),
        ("POST", "/chat/completions/", True),
        ("POST", "/chat/completions/x", False),
        ("POST", "/openai/deployments/my-model/chat/completions", True),
        ("GET", "/v1/chat/completions", False),
        ("DELETE", "/v1/chat/completions/chatcmpl-1", False),
        ("POST", "/v1/responses", True),
        ("POST", "/openai/responses", True),
        ("GET", "/v1/responses/resp_1", True),
        ("GET", "/responses/resp_1/", True),
        ("GET", "/v1/responses", False),
        ("GET", "/v1/responses/resp_1/input_items", False),
        ("DELETE", "/v1/responses/resp_1", False),
        ("POST", "/v1/responses/resp_1/cancel", False),
        ("POST", "/v1/responses/input_tokens", False),
        ("POST", "/v1/completions", False),
        ("POST", "/v1/embeddings", False),
        ("POST", "/v1/messages", True),
        ("POST", "/messages/", True),
        ("POST", "/anthropic/v1/messages", True),
        ("GET", "/v1/messages", False),
        ("POST", "/v1/messages/count_tokens", False),
        ("POST", "/v1/messages/batches", False),
        ("POST", "/v1/threads/thread_1/messages", False),
    ],
)
def test_the_path_chooses_the_wire_whatever_stands_before_it(method, path, guarded):
    assert (wire_of(method, path) is not None) is guarded


@pytest.mark.parametrize(
    ("method", "path", "repaired"),
    [
        ("POST", "/v1/chat/completions?a=1", "/v1/chat/completions?a=1"),
        ("POST", "/v1/responses?a=1", "/v1/responses?a=1"),
        ("GET", "/v1/responses/resp_1?stream=true&a=1", "/v1/responses?a=1"),
    ],
)
def test_a_repair_goes_where_replies_are_made(method, path, repaired):
    found = wire_of(method, path.partition("?")[0])
    assert found.repaired_at(path) == repaired
