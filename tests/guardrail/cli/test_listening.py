from http.client import HTTPConnection
from threading import enumerate as threads
from urllib.parse import urlsplit

import pytest

from guardrail.cli.listening import listening
from guardrail.errors import ConfigurationError


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})


async def failing(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no"})


def test_an_app_answers_on_its_port_and_its_thread_ends_with_it():
    before = set(threads())
    with listening(app) as url:
        connection = HTTPConnection(urlsplit(url).netloc)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"hi"
        connection.close()
    assert set(threads()) <= before


def test_an_app_that_does_not_start_is_an_error():
    with pytest.raises(ConfigurationError), listening(failing):
        pass
