import io

import pytest
from rich.console import Console

from guardrail import Conversation, Dimension, Finding, Integrity, Mode, Verdict
from guardrail.bench.items import Item
from guardrail.bench.quality import quality
from guardrail.cli.figures import show

MODE = Mode.GRANULARITY_MISMATCH
LEVELS = ((2, 0.9), (2, 0.3), (0, 0.8), (0, 0.4), (0, 0.2), (0, 0.1)) * 5


def judged(level, score, name, **more):
    item = Item(name, Conversation.of("hi"), "hello", {each: level * (each is MODE) for each in Mode}, name, **more)
    findings = [Finding(mode, score * (mode is MODE), Dimension.COGNITIVE, Integrity.INTENT, "") for mode in Mode]
    return item, Verdict(tuple(findings), tuple(one for one in findings if one.score >= 0.5), milliseconds=2.0)


@pytest.fixture
def shown():
    def shown(pairs, ordinary=(), **more):
        out = io.StringIO()
        show(quality(pairs, ordinary, **more), Console(file=out, width=80))
        return out.getvalue()

    return shown


@pytest.fixture
def pairs():
    return [judged(*each, str(index), domain="[b]home[/b]", trap=index < 6) for index, each in enumerate(LEVELS)]


def row(text, name):
    return next(line for line in text.splitlines() if line.startswith(name)).split()[1:]


def test_the_main_table_comes_first_with_a_figure_above_its_interval(shown, pairs):
    lines = shown(pairs).splitlines()
    assert lines[0].split() == ["mode", "precision", "recall", "F1", "AUC", "present", "absent"]
    place = next(index for index, line in enumerate(lines) if line.startswith(MODE.value))
    assert lines[place].split()[1:] == ["0.500", "0.500", "0.500", "0.750", "10", "20"]
    assert all("–" in bounds for bounds in lines[place + 1].split())
    assert len(lines[place + 1].split()) == 4


def test_nothing_is_cut_off_at_80_columns(shown, pairs):
    text = shown(pairs, pairs)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_precision_is_foretold_at_the_stated_base_rate(shown, pairs):
    text = shown(pairs, base_rate=1 / 3, resamples=0)
    assert "precision at 33.3%" in text
    assert row(text.split("ECE")[1], MODE.value)[1:] == ["0.250", "0.500"]


def test_without_resamples_no_interval_is_spoken_of(shown, pairs):
    assert "95 % intervals from 500 resamples" in shown(pairs)
    assert "interval" not in shown(pairs, resamples=0)


def test_groups_traps_and_false_alarms_follow_where_there_are_any(shown, pairs):
    text = shown(pairs, pairs[:4])
    assert row(text, "[b]home[/b]") == ["30", "10", "25.0%", "of", "20", "1", "0.500", "0.750"]
    assert "decisions that are right: 91.7% on 6 traps, 91.7% on the others" in text
    assert row(text, "in any mode")[2] == "50.0%"
    assert "4 replies, 0 of them not judged at all" in text
    little = shown([judged(0, 0.1, "a")])
    assert all(word not in little for word in ("domain", "traps", "ordinary"))


def test_what_was_not_judged_and_how_long_it_took_is_told(shown, pairs):
    skipped = (pairs[0][0], Verdict(skipped="[b]no prose[/b]", milliseconds=2.0))
    text = shown([*pairs, skipped])
    assert "not judged in every mode: 1\n    1: [b]no prose[/b]" in text
    assert "time a reply: 2.00 ms (median), 2.00 ms (95th percentile)" in text
