import httpx
import pytest

from guardrail_adapters.forwarding import end_to_end, target


def test_the_header_rule():
    headers = [
        (b"Connection", b"close, X-Named"),
        (b"X-Named", b"1"),
        (b"Upgrade", b"h2c"),
        (b"Kept", b"1"),
        (b"Host", b"h"),
    ]
    assert end_to_end(headers) == [(b"kept", b"1"), (b"host", b"h")]
    assert end_to_end(headers, frozenset([b"host"])) == [(b"kept", b"1")]


@pytest.mark.parametrize(
    ("upstream", "path", "url"),
    [
        ("http://u", "/v1/chat/completions", "http://u/v1/chat/completions"),
        ("http://u", "/chat/completions", "http://u/v1/chat/completions"),
        ("http://u", "/v1/messages", "http://u/v1/messages"),
        ("http://u", "/messages", "http://u/v1/messages"),
        ("http://u", "/metrics", "http://u/metrics"),
        ("http://u", "/openai/deployments/d/chat/completions", "http://u/openai/deployments/d/chat/completions"),
        ("http://u/v1", "/v1/chat/completions", "http://u/v1/chat/completions"),
        ("http://u/v1", "/chat/completions", "http://u/v1/chat/completions"),
        ("http://u/v1", "/v1", "http://u/v1"),
        ("http://u/v1", "/v10/x", "http://u/v1/v10/x"),
        ("http://u/v1beta/openai", "/v1/models", "http://u/v1beta/openai/models"),
    ],
)
def test_where_a_request_goes(upstream, path, url):
    assert target(upstream, {"raw_path": path.encode(), "path": path, "query_string": b""}) == url
    assert target(upstream, {"path": path, "query_string": b"a=1"}) == f"{url}?a=1"
    mounted = {"raw_path": f"/llm{path}".encode(), "path": path, "root_path": "/llm", "query_string": b""}
    assert target(upstream, mounted) == url


@pytest.mark.parametrize(
    "path", ["%2F@evil.test/", "@evil.test/", ".evil.test/", ":80@evil.test/", "http://evil.test/", "*"]
)
def test_no_request_leaves_for_another_host(path):
    url = target("http://u", {"raw_path": path.encode(), "path": "/x", "query_string": b""})
    assert httpx.URL(url).host == "u"
