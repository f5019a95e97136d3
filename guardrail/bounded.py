"""Calls that may hang, kept within a time: the caller goes on, whatever the call does."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


def background(work: Callable[[], object]) -> None:
    """Run `work` on a daemon thread of its own, in the caller's context. Work that hangs keeps no process alive."""
    Thread(target=copy_context().run, args=(work,), daemon=True, name="guardrail").start()


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """The result of `call`, or what it raises; TimeoutError when it takes longer than `seconds`."""
    done: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()

    def work() -> None:
        try:
            done.put((call(), None))
        except BaseException as error:  # handed to the caller's thread, whatever it is
            done.put((None, error))

    background(work)
    try:
        result, error = done.get(timeout=max(seconds, 0.0))
    except Empty:
        raise TimeoutError(f"no result within {seconds:.2f} s") from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # no error, so it is a Result
