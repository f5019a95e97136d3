"""An ASGI app on a real port of this machine, for as long as it is wanted."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from guardrail.errors import ConfigurationError, MissingExtra

STARTING = 30.0


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """Serve an app on a free port from a thread; gives its address. All headers are the app's own.

    Raises ConfigurationError when the app does not start, MissingExtra without uvicorn.
    """
    try:
        import uvicorn
    except ImportError:
        raise MissingExtra("uvicorn", "proxy") from None
    quiet = uvicorn.Config(app, log_level="error", lifespan="on", ws="none", date_header=False, server_header=False)
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(quiet)
        thread = Thread(target=_run, args=(server, door), daemon=True)
        thread.start()
        try:
            _wait(server, thread)
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(STARTING)


def _run(server: Any, door: socket.socket) -> None:
    with suppress(SystemExit):  # uvicorn's way to say that the app did not start
        server.run([door])


def _wait(server: Any, thread: Thread) -> None:
    """Wait until the server takes requests; uvicorn tells only by a flag."""
    tries = int(STARTING / 0.02)
    while not server.started and thread.is_alive() and tries:
        thread.join(0.02)
        tries -= 1
    if not server.started:
        raise ConfigurationError("the app did not start")
