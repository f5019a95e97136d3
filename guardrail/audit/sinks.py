"""Where records go: nowhere, to the log, to a file. Written beside the reply's path, which never waits."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from typing import Any

from guardrail.audit.queue import CAPACITY, PATIENCE, Beside
from guardrail.audit.record import record
from guardrail.errors import ConfigurationError
from guardrail.policy.schema import Audit, Policy
from guardrail.types import Conversation, Outcome

Write = Callable[[Mapping[str, Any]], None]

logger = logging.getLogger("guardrail.audit")


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
    """Records outcomes as the policy says. `record` returns at once: see `Beside`."""

    def __init__(self, policy: Policy, write: Write | None = None, capacity: int = CAPACITY) -> None:
        """A recorder for a policy; `write` stands in for the policy's own sink."""
        self.policy = policy
        write = write or writer(policy.audit)
        self._beside = Beside(write, "audit records", logger, capacity) if write else None

    @property
    def dropped(self) -> int:
        """How many records were lost because the sink was slower than the replies."""
        return self._beside.dropped if self._beside else 0

    def record(self, conversation: Conversation, outcome: Outcome) -> None:
        """Keep an outcome. Never raises and never waits."""
        if self._beside:
            self._beside.put(record(self.policy, conversation, outcome))

    def flush(self, timeout: float = PATIENCE) -> bool:
        """Wait until what is recorded so far is written; False when that took longer than `timeout` seconds."""
        return self._beside is None or self._beside.flush(timeout)

    def close(self, timeout: float = PATIENCE) -> None:
        """Write what waits, and say how much was lost."""
        if self._beside:
            self._beside.close(timeout)
