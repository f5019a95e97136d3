"""How the time of something grows with its size: compared within one run, so that it holds on machines of any speed."""

from collections.abc import Callable
from time import process_time

_NOISE = 1.0  # seconds
_TRIES = 3  # a machine that slows down in the middle of one spoils that one only


def grows_with_its_size(run: Callable[[int], object], size: int) -> bool:
    """Whether a run takes about four times as long at four times the size; by the square it would take sixteen."""
    return any(_grows(run, size) for _ in range(_TRIES))


def _grows(run: Callable[[int], object], size: int) -> bool:
    quarter, whole = _spent(run, size // 4), _spent(run, size)
    return whole < 8 * quarter + _NOISE


def _spent(run: Callable[[int], object], size: int) -> float:
    started = process_time()
    run(size)
    return process_time() - started
