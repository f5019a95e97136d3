"""Work beside the reply's path: done by a thread of its own, one thing after the other, and never waited for."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from logging import Logger
from queue import Full, Queue
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")

CAPACITY = 1000
PATIENCE = 5.0  # seconds that the end of the program waits for


class Beside(Generic[Item]):
    """Does `work` for every item that is put. `put` returns at once; one daemon thread works.

    When more than `capacity` items wait, new ones are dropped and counted in `dropped`, with a warning in the log.
    """

    def __init__(self, work: Callable[[Item], object], what: str, logger: Logger, capacity: int = CAPACITY) -> None:
        """`what` names the items in the log ("audit records")."""
        self.dropped = 0
        self._work = work
        self._what = what
        self._logger = logger
        self._waiting: Queue[tuple[Item] | Event] = Queue(capacity)
        self._lock = Lock()
        self._thread: Thread | None = None

    def put(self, item: Item) -> None:
        """Have it done. Never raises and never waits."""
        self._start()
        try:
            self._waiting.put_nowait((item,))
        except Full:
            self._drop()

    def flush(self, timeout: float = PATIENCE) -> bool:
        """Wait until what was put so far is done; False when that took longer than `timeout` seconds."""
        if self._thread is None:
            return True
        done = Event()
        try:
            self._waiting.put(done, timeout=timeout)
        except Full:
            return False
        return done.wait(timeout)

    def close(self, timeout: float = PATIENCE) -> None:
        """Do what waits, for at most `timeout` seconds, and say how much was lost."""
        in_time = self.flush(timeout)
        atexit.unregister(self.close)
        if self.dropped:
            self._logger.warning("%d %s were dropped: more came than could be done", self.dropped, self._what)
        if not in_time:
            self._logger.warning("%s were still waiting after %g seconds, and may be lost", self._what, timeout)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._go_on, daemon=True, name=f"guardrail: {self._what}")
                self._thread.start()
                atexit.register(self.close)

    def _drop(self) -> None:
        with self._lock:
            self.dropped += 1
            first = self.dropped == 1
        if first:
            self._logger.warning("%s are being dropped: more come than can be done", self._what)

    def _go_on(self) -> None:
        while True:
            item = self._waiting.get()
            if isinstance(item, Event):
                item.set()
            else:
                self._do(item[0])

    def _do(self, item: Item) -> None:
        try:
            self._work(item)
        except Exception:  # a full disk costs an item, not the thread
            self._logger.exception("one of the %s was lost", self._what)
