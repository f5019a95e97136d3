import httpx
import pytest

from guardrail_adapters.transport.httpx import _LIBRARY as LIBRARY
from guardrail_adapters.transport.library import Passing


def request(**kept):
    headers = [
        ("X-Case", "Kept"),
        ("x-two", "1"),
        ("x-two", "2"),
        ("Accept-Encoding", "gzip"),
        ("idempotency-key", "k"),
    ]
    return httpx.Request("POST", "http://a.test/x?y=1", headers=headers, content=b"old", **kept)


def test_resends_with_another_body():
    fresh = LIBRARY.resend(request(extensions={"timeout": {"read": 1}}), b"longer", accept_encoding="identity")
    assert (fresh.method, str(fresh.url), fresh.read()) == ("POST", "http://a.test/x?y=1", b"longer")
    assert fresh.extensions == {"timeout": {"read": 1}}
    assert (b"X-Case", b"Kept") in fresh.headers.raw
    assert fresh.headers.get_list("x-two") == ["1", "2"]
    assert fresh.headers.get_list("accept-encoding") == ["identity"]
    assert fresh.headers.get_list("content-length") == ["6"]


def test_resends_elsewhere_in_another_way():
    fresh = LIBRARY.resend(request(), b"", method="GET", target="/z/a%2Fb?q=1&r=%2F")
    assert (fresh.method, str(fresh.url)) == ("GET", "http://a.test/z/a%2Fb?q=1&r=%2F")
    assert fresh.headers["host"] == "a.test"
    assert "content-length" not in fresh.headers


def test_an_empty_value_drops_the_header():
    assert "idempotency-key" not in LIBRARY.resend(request(), b"", idempotency_key="").headers


def test_a_chunked_request_is_resent_with_its_length():
    chunked = httpx.Request("POST", "http://a.test", content=iter([b"a"]))
    fresh = LIBRARY.resend(chunked, b"abc")
    assert "transfer-encoding" not in fresh.headers
    assert fresh.headers["content-length"] == "3"


def test_responds_with_another_body():
    came = httpx.Response(418, headers=[("a", "1"), ("a", "2")], content=b"x", extensions={"reason_phrase": b"Short"})
    fresh = LIBRARY.respond(came, httpx.ByteStream(b"y"), {"x-new": "n"})
    assert (fresh.status_code, fresh.reason_phrase, fresh.read()) == (418, "Short", b"y")
    assert fresh.headers.get_list("a") == ["1", "2"]
    assert fresh.headers["x-new"] == "n"


class Source(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __iter__(self):
        yield from (b"a", b"b")

    async def __aiter__(self):
        for chunk in self:
            yield chunk

    def close(self):
        raise httpx.CloseError("twice")

    async def aclose(self):
        self.close()


async def test_passing_tells_of_every_chunk_and_of_the_end_even_when_closing_fails():
    seen, ended = [], []
    body = Passing(Source(), None, seen.append, lambda: ended.append(True))
    assert list(body) == [b"a", b"b"]
    assert [chunk async for chunk in body] == [b"a", b"b"]
    assert seen == [b"a", b"b"] * 2
    with pytest.raises(httpx.CloseError):
        body.close()
    with pytest.raises(httpx.CloseError):
        await body.aclose()
    assert ended == [True, True]
