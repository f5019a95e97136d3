"""Interrupts of LangGraph inside a call for a better reply: a person is asked, nothing has failed.

The engine takes every Exception of such a call for a call that failed, so an interrupt passes it in another form.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from langgraph.errors import GraphBubbleUp


class _Interrupted(BaseException):
    def __init__(self, interrupt: GraphBubbleUp) -> None:
        super().__init__()
        self.interrupt = interrupt


@contextmanager
def passing() -> Iterator[None]:
    """Around the call: an interrupt in it passes the engine."""
    try:
        yield
    except GraphBubbleUp as interrupt:
        raise _Interrupted(interrupt) from None


@contextmanager
def restored() -> Iterator[None]:
    """Around the engine: an interrupt that has passed it is raised as LangGraph knows it."""
    try:
        yield
    except _Interrupted as passed:
        raise passed.interrupt from None
