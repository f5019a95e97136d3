from contextlib import suppress

import pytest
from langgraph.errors import GraphInterrupt

from guardrail_adapters.langchain.interrupts import passing, restored


def test_an_interrupt_passes_whatever_catches_exceptions_and_arrives_as_it_was():
    came = GraphInterrupt()

    def engine():
        with suppress(Exception), passing():
            raise came

    with pytest.raises(GraphInterrupt) as raised, restored():
        engine()
    assert raised.value is came


def test_an_error_stays_an_error():
    with pytest.raises(ZeroDivisionError), restored(), passing():
        raise ZeroDivisionError
