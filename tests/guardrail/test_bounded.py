from contextvars import ContextVar
from threading import Event, current_thread
from time import perf_counter

import pytest

from guardrail.bounded import background, within

PLACE = ContextVar("PLACE", default="outside")


def test_gives_what_the_call_gives():
    assert within(5, lambda: 42) == 42


@pytest.mark.parametrize("error", [ValueError("x"), TimeoutError("own"), SystemExit(3), KeyboardInterrupt()])
def test_raises_what_the_call_raises(error):
    def call():
        raise error

    with pytest.raises(type(error)) as raised:
        within(5, call)
    assert raised.value is error


@pytest.mark.parametrize("seconds", [0.05, 0.0, -1.0])
def test_goes_on_when_the_call_hangs(seconds):
    release = Event()
    started = perf_counter()
    with pytest.raises(TimeoutError, match="no result within"):
        within(seconds, release.wait)
    release.set()
    assert perf_counter() - started < 2


def test_the_call_sees_the_callers_context_on_a_thread_of_its_own():
    PLACE.set("inside")
    place, thread = within(5, lambda: (PLACE.get(), current_thread()))
    assert place == "inside"
    assert thread is not current_thread()
    assert thread.daemon


def test_background_work_is_not_waited_for():
    began, release = Event(), Event()
    background(lambda: began.set() or release.wait())
    assert began.wait(5)
    release.set()
