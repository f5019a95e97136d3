import json
import signal
import subprocess
import sys

import pytest

from guardrail.cli import app

COMMANDS = ("check", "judge", "explain", "repair", "bench", "robust", "serve", "demo", "policy", "rule")


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["guardrail", *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    return ended.value.code


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_with_an_example(run, command):
    commands = [(command,)] if command not in ("policy", "rule") else [(command, "show")]
    for words in commands:
        shown = run(*words, "--help")
        assert shown.exit_code == 0
        assert f"guardrail {' '.join(words)}" in shown.output.split("Usage:")[1].split("\n", 1)[1]


def test_help_lists_every_command(run):
    shown = run("--help").output
    assert all(f" {command} " in shown for command in COMMANDS)


def test_what_is_wrong_is_one_message_and_status_2(monkeypatch, capsys):
    assert call(monkeypatch, "policy", "check", "suport") == 2
    assert capsys.readouterr().err.startswith("guardrail: suport:1:1: policy: found no policy 'suport'")


def test_a_command_that_is_right_ends_with_0(monkeypatch, capsys):
    assert call(monkeypatch, "policy", "check", "support") == 0
    assert capsys.readouterr().out == "support: right\n"


def test_a_reader_that_leaves_early_is_no_fault(items):
    file = items(*["that is sad"] * 300)
    code = f"import sys; sys.argv = ['guardrail', 'judge', {str(file)!r}]; from guardrail.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_nothing_heavy_is_loaded_for_help():
    code = (
        "import sys; from guardrail.cli.app import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'sklearn', 'numpy', 'spacy', 'uvicorn', 'httpx', 'openai'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_interrupted_it_ends_at_once_with_whole_lines(items):
    code = "import sys; sys.argv = ['guardrail', 'judge', '-']; from guardrail.cli import main; main()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        process.stdin.write(items("that is sad").read_bytes() + b"\n" + b" " * 65536)
        process.stdin.flush()
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)  # while more could come: an end of the input would end it too
        rest, said = process.stdout.read(), process.stderr.read()
    assert json.loads(first)["id"] == "0"
    assert rest == b""
    assert b"Traceback" not in said
    assert process.returncode == 130
