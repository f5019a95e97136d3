import logging
from threading import Event

from guardrail.audit.queue import Beside

LOGGER = logging.getLogger("guardrail.test")


def test_items_are_done_in_order_on_another_thread():
    done = []
    beside = Beside(done.append, "things", LOGGER)
    for item in range(5):
        beside.put(item)
    assert beside.flush()
    assert done == [0, 1, 2, 3, 4]


def test_without_items_nothing_runs():
    assert Beside(print, "things", LOGGER).flush(0)


def test_more_than_fits_is_dropped_counted_and_said(caplog):
    release, busy, done = Event(), Event(), []

    def slow(item):
        busy.set()
        assert release.wait(10)
        done.append(item)

    beside = Beside(slow, "things", LOGGER, capacity=2)
    beside.put(0)
    assert busy.wait(10)
    for item in range(1, 6):
        beside.put(item)
    assert "things are being dropped" in caplog.text
    assert beside.flush(timeout=0.01) is False
    release.set()
    beside.close()
    assert (done, beside.dropped) == ([0, 1, 2], 3)
    assert "3 things were dropped" in caplog.text


def test_the_end_waits_no_longer_than_it_may(caplog):
    release = Event()
    beside = Beside(lambda item: release.wait(10), "things", LOGGER)
    beside.put(0)
    beside.close(timeout=0.01)
    assert "things were still waiting after 0.01 seconds" in caplog.text
    release.set()


def test_what_fails_is_logged_and_the_next_is_done(caplog):
    done = []

    def failing(item):
        done.append(item)
        if item == 0:
            raise OSError("disk full")

    beside = Beside(failing, "things", LOGGER)
    beside.put(0)
    beside.put(1)
    assert beside.flush()
    assert done == [0, 1]
    assert "one of the things was lost" in caplog.text
