"""Where records go: nowhere, to the log, to a file. Written beside the reply's path, which never waits."""

from __future__ import annotations

import atexit
import json
import logging
import os
from collections.abc import Callable, Mapping
from queue import Full, Queue
from threading import Event, Lock, Thread
from typing import Any

from guardrail.audit.record import record
from guardrail.errors import ConfigurationError
from guardrail.policy.schema import Audit, Policy
from guardrail.types import Conversation, Outcome

Write = Callable[[Mapping[str, Any]], None]

logger = logging.getLogger("guardrail.audit")

CAPACITY = 1000


def writer(audit: Audit) -> Write | None:
    """What writes one record as the policy says; None where nothing is recorded.

    Raises ConfigurationError for a file that cannot be written.
    """
    if audit.sink == "log":
        return to_log
    if audit.sink == "file":
        _try(audit.path)
        return lambda entry: to_file(audit.path, entry)
    return None


def _try(path: str) -> None:
    try:
        os.close(_opened(path))
    except OSError as error:
        allowed = "a file that can be written"
        raise ConfigurationError(f"audit.path: found {path!r} ({error.strerror}); allowed: {allowed}") from None


def _opened(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def to_log(entry: Mapping[str, Any]) -> None:
    """One record as one line of JSON at level INFO of the logger `guardrail.audit`."""
    logger.info(json.dumps(entry))


def to_file(path: str, entry: Mapping[str, Any]) -> None:
    """One record as one line of JSON at the end of a file that only its owner can read. Raises OSError."""
    with os.fdopen(_opened(path), "w", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


class Recorder:
    """Records outcomes as the policy says. `record` returns at once; one daemon thread writes.

    When more than `capacity` records wait, new ones are dropped and counted in `dropped`, with a warning in the log.
    """

    def __init__(self, policy: Policy, write: Write | None = None, capacity: int = CAPACITY) -> None:
        """A recorder for a policy; `write` stands in for the policy's own sink."""
        self.policy = policy
        self.dropped = 0
        self._write = write or writer(policy.audit)
        self._waiting: Queue[Mapping[str, Any] | Event] = Queue(capacity)
        self._lock = Lock()
        self._thread: Thread | None = None

    def record(self, conversation: Conversation, outcome: Outcome) -> None:
        """Keep an outcome. Never raises and never waits."""
        if self._write is None:
            return
        self._start()
        try:
            self._waiting.put_nowait(record(self.policy, conversation, outcome))
        except Full:
            self._drop()

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until what is recorded so far is written; False when that took longer than `timeout` seconds."""
        if self._thread is None:
            return True
        written = Event()
        try:
            self._waiting.put(written, timeout=timeout)
        except Full:
            return False
        return written.wait(timeout)

    def close(self) -> None:
        """Write what waits, and say how much was lost."""
        self.flush()
        atexit.unregister(self.close)
        if self.dropped:
            logger.warning("%d audit records were dropped: the sink was slower than the replies", self.dropped)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._work, daemon=True, name="guardrail-audit")
                self._thread.start()
                atexit.register(self.close)

    def _drop(self) -> None:
        with self._lock:
            self.dropped += 1
            first = self.dropped == 1
        if first:
            logger.warning("audit records are being dropped: the sink is slower than the replies")

    def _work(self) -> None:
        while True:
            entry = self._waiting.get()
            if isinstance(entry, Event):
                entry.set()
            else:
                self._put(entry)

    def _put(self, entry: Mapping[str, Any]) -> None:
        assert self._write is not None  # the thread runs only where there is a sink
        try:
            self._write(entry)
        except Exception:  # a full disk costs a record, not the thread
            logger.exception("an audit record could not be written")
