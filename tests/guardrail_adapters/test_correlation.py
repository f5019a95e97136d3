import pytest

from guardrail_adapters.correlation import told_by


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([(b"host", b"x"), (b"x-request-id", b"chat-7"), (b"x-request-id", b"other")], "chat-7"),
        ([(b"X-Request-ID", b"chat-7")], "chat-7"),
        ([(b"x-request-id", b"\xff" * 300)], "\xff" * 200),
        ([], ""),
    ],
)
def test_the_clients_own_id_is_read(headers, told):
    assert told_by(headers) == told
