import json
import logging
import stat
from threading import Event

import pytest

from guardrail import Conversation, Guard
from guardrail.audit.sinks import Recorder, to_file, writer
from guardrail.errors import ConfigurationError
from guardrail.policy.schema import Audit, Policy
from guardrail.testing import FlagWords

CONVERSATION = Conversation.of("hello")


@pytest.fixture
def outcome():
    return Guard(Policy(name="p"), [FlagWords("somewhat")]).run(CONVERSATION, "fine \ud800")


def test_every_run_of_a_guard_is_recorded(tmp_path):
    path = tmp_path / "audit.jsonl"
    guard = Guard(Policy(name="p", audit=Audit(sink="file", path=str(path), texts=True)), [FlagWords("somewhat")])
    for reply in ("somewhat sad", "fine \ud800"):
        guard.run(CONVERSATION, reply)
    guard.recorder.close()
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [entry["reply"] for entry in entries] == ["somewhat sad", "fine \ud800"]


def test_a_file_of_records_is_its_owners_alone(tmp_path):
    path = tmp_path / "audit.jsonl"
    to_file(str(path), {"a": 1})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_record_in_the_log_is_one_line_of_json(caplog, outcome):
    caplog.set_level(logging.INFO, "guardrail.audit")
    recorder = Recorder(Policy(name="p", audit=Audit(sink="log")))
    recorder.record(CONVERSATION, outcome)
    assert recorder.flush()
    assert json.loads(caplog.messages[0])["policy"] == "p"


def test_without_a_sink_nothing_runs(outcome):
    assert writer(Audit()) is None
    recorder = Recorder(Policy(name="p"))
    recorder.record(CONVERSATION, outcome)
    assert recorder.flush()
    assert recorder._beside is None


def test_a_slow_sink_costs_records_that_are_counted_not_time(caplog, outcome):
    release, busy, written = Event(), Event(), []

    def slow(entry):
        busy.set()
        assert release.wait(10)
        written.append(entry)

    recorder = Recorder(Policy(name="p"), slow, capacity=2)
    recorder.record(CONVERSATION, outcome)
    assert busy.wait(10)
    for _ in range(5):
        recorder.record(CONVERSATION, outcome)
    assert recorder.flush(timeout=0.01) is False
    release.set()
    recorder.close()
    assert (len(written), recorder.dropped) == (3, 3)
    assert "3 audit records were dropped" in caplog.text


def test_a_sink_that_fails_does_not_stop_the_next_record(caplog, outcome):
    written = []

    def failing(entry):
        written.append(entry)
        if len(written) == 1:
            raise OSError("disk full")

    recorder = Recorder(Policy(name="p"), failing)
    recorder.record(CONVERSATION, outcome)
    recorder.record(CONVERSATION, outcome)
    recorder.close()
    assert len(written) == 2
    assert "one of the audit records was lost" in caplog.text


def test_a_file_that_cannot_be_written_is_refused_at_the_start(tmp_path):
    with pytest.raises(ConfigurationError, match=r"audit.path: found .* allowed: a file that can be written"):
        Recorder(Policy(name="test", audit=Audit(sink="file", path=str(tmp_path / "missing" / "audit.jsonl"))))
