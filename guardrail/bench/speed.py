"""How fast the guard is, as ratios and times of one run on this machine, beside what each should stay under."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from guardrail.detectors.registry import Detector
from guardrail.engine import Guard
from guardrail.errors import JudgingError
from guardrail.policy.schema import Judging, Policy
from guardrail.reading.reading import Reading, read
from guardrail.types import Conversation, Dimension, Finding, Integrity, Mode, Reply

PERSON = "My dog died this morning and I can't stop shaking. I keep putting water in his bowl. What do I do now?"
SENTENCES = (
    "I am so sorry that he died this morning, and that you still fill his bowl without thinking. ",
    "You asked what to do now, and the honest answer is that nothing has to be done in the next hour. ",
    "Sit down somewhere warm, drink something, and ring one person who knew him as well as you did. ",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: what was measured, its value in `unit`, and what it should stay under (None: for comparison)."""

    name: str
    value: float
    unit: str
    target: float | None = None


class Silent:
    """A detector that does nothing, so that only the engine's own time is left."""

    inline = True

    def __init__(self, mode: Mode) -> None:
        """A detector of a mode that it never finds."""
        self.mode = mode
        self.finding = Finding(mode, 0.0, Dimension.COGNITIVE, Integrity.INTENT, "")

    def assess(self, reading: Reading) -> Finding:  # noqa: ARG002  # it does not look
        """The same finding always."""
        return self.finding


def speed(guard: Guard) -> Iterator[Measure]:
    """The figures, one after another as they are measured. Raises JudgingError when a detector of the guard fails."""
    yield from _overhead()
    yield from _judging(guard)
    yield from _imports()


def _overhead(runs: int = 300) -> Iterator[Measure]:
    silent: tuple[Detector, ...] = tuple(Silent(mode) for mode in Mode)
    guard, conversation, reply = Guard(Policy(name="speed"), silent), Conversation.of(PERSON), Reply(words(120))
    limit = guard.policy.judging.max_characters
    reading = read(conversation, reply, limit)
    loop = milliseconds(lambda: [detector.assess(reading) for detector in silent], runs)
    pairs = [
        (_once(lambda: guard.run(conversation, reply)), _once(lambda: read(conversation, reply, limit)))
        for _ in range(runs)
    ]
    engine = median(whole - language for whole, language in pairs)
    language = median(language for _, language in pairs)
    yield Measure("engine, four detectors that do nothing, a reply", engine, "ms", 0.1)
    yield Measure("the same as a multiple of a bare loop over them", engine / loop, "x")
    yield Measure("telling prose and language before judging, a reply", language, "ms")


def _judging(guard: Guard) -> Iterator[Measure]:
    roomy = Judging(timeout=60, max_characters=1_000_000)
    whole = Guard(guard.policy.model_copy(update={"judging": roomy}), guard.detectors)
    conversation = Conversation.of(PERSON)
    if unjudged := whole.check(conversation, words(120)).unjudged:
        raise JudgingError(f"nothing to measure: {unjudged[0].mode.value} is not judged: {unjudged[0].reason}")
    times = {}
    for count, runs in ((120, 50), (1_200, 10), (12_000, 3)):
        text = words(count)
        times[count] = milliseconds(lambda text=text: whole.check(conversation, text), runs)  # type: ignore[misc]  # mypy cannot infer a lambda with a bound default
    yield Measure("judging a reply of 120 words", times[120], "ms", 5.0)
    for count in (1_200, 12_000):
        growth = (times[count] / count) / (times[120] / 120)
        yield Measure(f"time a word at {count} words, against 120", growth, "x", 1.5)


def _imports(runs: int = 5) -> Iterator[Measure]:
    for name, target in (("guardrail", 300.0), ("json", None)):
        timed = min(_import_milliseconds(name) for _ in range(runs))
        yield Measure(f"import {name}, fresh interpreter, best of {runs}", timed, "ms", target)


def _import_milliseconds(name: str) -> float:
    code = f"from time import perf_counter as now; start = now(); import {name}; print((now() - start) * 1000)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own two names
    return float(done.stdout)


def milliseconds(call: Callable[[], object], runs: int) -> float:
    """The median time of a call over `runs` runs."""
    return median(_once(call) for _ in range(runs))


def _once(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return (perf_counter() - started) * 1000


def words(count: int) -> str:
    """A reply of so many words, in whole sentences as far as they go."""
    text = "".join(SENTENCES).split()
    return " ".join(text[index % len(text)] for index in range(count))
