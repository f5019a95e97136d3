"""How fast the guard is, as ratios and times of one run on this machine, beside what each should stay under."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from guardrail.engine import Guard
from guardrail.errors import JudgingError
from guardrail.policy.schema import Crisis, Policy
from guardrail.reading.danger import signs
from guardrail.reading.reading import Reading, read
from guardrail.types import Conversation, Dimension, Finding, Integrity, Mode, Reply

PERSON = (
    "My dog Rufus died this morning and I can't stop shaking. I keep putting water in his bowl as if he were only in "
    "the garden. My husband says it was just a dog and went to work. Fourteen years he slept by my bed. I don't know "
    "where to put my hands. What do I do now?"
)
PLAIN = (
    "How do I convert a column of dates in a spreadsheet from day first to month first? The file has about four "
    "thousand rows and comes from an export that runs every night. Some cells hold text and others hold real dates, "
    "so a simple format change leaves half of them as they were. Please give the formula and the menu steps."
)
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


def silent_guard() -> Guard:
    """A guard that finds nothing and watches for nothing, so that what it takes is the engine's own time."""
    return Guard(Policy(name="speed", crisis=Crisis(watch=False)), [Silent(mode) for mode in Mode])


def speed(guard: Guard) -> Iterator[Measure]:
    """The figures, one after another as they are measured. Raises JudgingError when a detector of the guard fails."""
    yield from _overhead()
    yield from _judging(guard)
    yield from _growth(guard)
    yield from _starting(guard)


def _overhead(runs: int = 300) -> Iterator[Measure]:
    guard, conversation, reply = silent_guard(), Conversation.of(PERSON), Reply(words(120))
    limit = guard.policy.judging.max_characters
    reading = read(conversation, reply, limit)
    loop = milliseconds(lambda: [detector.assess(reading) for detector in guard.detectors], runs)
    pairs = [
        (_once(lambda: guard.run(conversation, reply)), _once(lambda: read(conversation, reply, limit)))
        for _ in range(runs)
    ]
    engine = median(whole - language for whole, language in pairs)
    language = median(language for _, language in pairs)
    yield Measure("engine, four detectors that do nothing, a reply", engine, "ms", 0.1)
    yield Measure("the same as a multiple of a bare loop over them", engine / loop, "x")
    yield Measure("telling prose and language before judging, a reply", language, "ms")
    yield Measure("looking for danger in 60 words", milliseconds(lambda: signs(Conversation.of(PERSON)), runs), "ms")


def _judging(guard: Guard) -> Iterator[Measure]:
    """A reply of 120 words to about 60: with the encoder, without it, and to a plain request."""
    reply = words(120)
    if unjudged := guard.check(Conversation.of(PERSON), reply).unjudged:
        raise JudgingError(f"nothing to measure: {unjudged[0].mode.value} is not judged: {unjudged[0].reason}")
    alone = _judging_as(guard, encoder="off")
    yield Measure("judging 60 + 120 words", _checking(guard, PERSON, reply), "ms", 20.0)
    yield Measure("the same without the encoder", _checking(alone, PERSON, reply), "ms")
    yield Measure("the same where the gate closes", _checking(guard, PLAIN, reply), "ms", 1.0)


def _checking(guard: Guard, person: str, reply: str, runs: int = 50) -> float:
    """Milliseconds of a check of a conversation that is new each time: what was read of one is not read again."""
    return milliseconds(lambda: guard.check(Conversation.of(person), reply), runs)


def _growth(guard: Guard) -> Iterator[Measure]:
    """What grows with the reply: all but the encoder, which reads its two ends."""
    whole = _judging_as(guard, timeout=60, max_characters=1_000_000, encoder="off")
    times = {}
    for count, runs in ((120, 50), (1_200, 10), (12_000, 3)):
        times[count] = _checking(whole, PERSON, words(count), runs)
    for count in (1_200, 12_000):
        growth = (times[count] / count) / (times[120] / 120)
        yield Measure(f"time a word at {count} words, against 120", growth, "x", 1.5)


def _judging_as(guard: Guard, **changes: Any) -> Guard:
    return guard.under(judging=guard.policy.judging.model_copy(update=changes))


def _starting(guard: Guard, runs: int = 5) -> Iterator[Measure]:
    for name, target in (("guardrail", 300.0), ("json", None)):
        timed = min(_fresh(_IMPORT.format(name))[0] for _ in range(runs))
        yield Measure(f"import {name}, fresh interpreter, best of {runs}", timed, "ms", target)
    started, resident = _fresh(_FIRST.format(guard.policy.judging.encoder))
    yield Measure("from the interpreter to the first verdict", started, "ms", 1000.0)
    yield Measure("resident memory after it", resident, "MB", 250.0)


_IMPORT = "import {}"
_FIRST = (
    "from guardrail import Conversation, Guard; from guardrail.policy.schema import Judging, Policy; "
    "from guardrail.bench.speed import PERSON, words; "
    "Guard(Policy(name='first', judging=Judging(encoder={!r}))).check(Conversation.of(PERSON), words(120))"
)


def _fresh(code: str) -> tuple[float, float]:
    """Milliseconds and peak resident megabytes of some lines of ours in a fresh interpreter."""
    timed = (
        "from time import perf_counter as now; start = now()\n"
        f"{code}\n"
        "spent = (now() - start) * 1000\n"
        "from guardrail.bench.speed import peak\n"
        "print(spent, peak())"
    )
    done = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)  # noqa: S603  # our own lines
    milliseconds, megabytes = map(float, done.stdout.split())
    return milliseconds, megabytes


def peak() -> float:
    """The peak resident megabytes of this process; where the system does not say, of it and what it was forked from."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    if known := next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None):
        return int(known) / 1000
    from resource import RUSAGE_SELF, getrusage  # not on every system

    return getrusage(RUSAGE_SELF).ru_maxrss / 1000


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
