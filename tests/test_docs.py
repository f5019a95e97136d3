"""What the documents show is run: `python` and `python host`, the `$ ` lines of `console`, and `yaml policy` blocks."""

import json
import shlex
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from guardrail.cli.app import app
from guardrail.cli.listening import listening
from guardrail.policy.load import load
from guardrail_adapters.scripted import scripted_upstream

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
HOSTS = ("agents", "litellm", "pydantic_ai")
PERSON = "My dog died this morning and I can't stop shaking."
BETTER = "Oh no. I'm so sorry. He died this morning; no wonder you can't stop shaking."


def blocks(document, info):
    tokens = MarkdownIt().parse(document.read_text("utf-8"))
    return [token.content for token in tokens if token.type == "fence" and token.info.strip() == info]


def with_blocks(info):
    return [pytest.param(document, id=document.name) for document in DOCUMENTS if blocks(document, info)]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with the files that the documents speak of, and models behind OPENAI_BASE_URL and ANTHROPIC_BASE_URL."""
    item = {"id": "1", "messages": [{"role": "user", "content": PERSON}], "reply": BETTER}
    modes = ("emotional_attenuation", "granularity_mismatch", "conflict_avoidance", "linguistic_alienation")
    (tmp_path / "items.jsonl").write_text(json.dumps({**item, "labels": dict.fromkeys(modes, 0)}))
    monkeypatch.chdir(tmp_path)
    with listening(scripted_upstream({PERSON: [BETTER]})) as scripted:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{scripted}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", scripted)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "none")
        yield tmp_path


@pytest.mark.parametrize("document", with_blocks("python"))
def test_python_blocks_run_in_order(document, place):
    names = {"__name__": document.stem}
    for block in blocks(document, "python"):
        exec(compile(block, str(document), "exec"), names)  # what a reader would do


@pytest.mark.parametrize("document", with_blocks("python host"))
def test_python_blocks_of_optional_hosts_run_in_order(document, place):
    for host in HOSTS:
        pytest.importorskip(host, reason="needs the extra hosts")
    names = {"__name__": document.stem}
    for block in blocks(document, "python host"):
        exec(compile(block, str(document), "exec"), names)  # as above


@pytest.mark.parametrize("document", with_blocks("console"))
def test_console_lines_run(document, place):
    lines = [line[2:] for block in blocks(document, "console") for line in block.splitlines() if line.startswith("$ ")]
    for line in lines:
        command, *arguments = shlex.split(line)
        done = CliRunner().invoke(app, arguments)
        flagged = 1 if arguments[0] == "check" else 0
        assert (command, line, done.exit_code) == ("guardrail", line, flagged)
        assert done.stderr == "" or (arguments[0] == "repair" and done.stderr.count("\n") == 1)  # its sum


@pytest.mark.parametrize("document", with_blocks("yaml policy"))
def test_policies_that_are_shown_are_right(document, tmp_path):
    for number, block in enumerate(blocks(document, "yaml policy")):
        (tmp_path / f"{number}.yaml").write_text(block, "utf-8")
        assert load(str(tmp_path / f"{number}.yaml")).name


def test_the_documents_link_to_what_is_there():
    links = [
        (document, token.attrs["href"])
        for document in DOCUMENTS
        for inline in MarkdownIt().parse(document.read_text("utf-8"))
        for token in inline.children or ()
        if token.type == "link_open" and "://" not in token.attrs["href"]
    ]
    assert links
    assert [link for document, link in links if not (document.parent / link).exists()] == []
