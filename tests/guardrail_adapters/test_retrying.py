import pytest
from tenacity import RetryCallState, Retrying
from tenacity.wait import wait_fixed

from guardrail_adapters.retrying import seconds, waiting


class Busy(Exception):
    def __init__(self, retry_after):
        self.retry_after = retry_after


def state(error):
    made = RetryCallState(Retrying(), None, (), {})
    made.set_exception((type(error), error, None))
    return made


@pytest.mark.parametrize(("error", "wait"), [(Busy(7.0), 7.0), (Busy(0.0), 3.0), (OSError("refused"), 3.0)])
def test_waits_as_asked_for_or_by_the_backoff(error, wait):
    assert waiting(wait_fixed(3.0))(state(error)) == wait


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7.0), ("0.5", 0.5), ("", 0.0), ("Wed, 21 Oct 2026", 0.0), ("-1", 0.0)]
)
def test_reads_the_header(header, wait):
    assert seconds(header) == wait
