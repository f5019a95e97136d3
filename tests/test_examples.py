"""Every example runs offline and shows what it says."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
SHOWS = {
    "agents_sdk": "no wonder you're shaking",
    "anthropic_client": "no wonder you're shaking",
    "langchain_agent": "no wonder you're shaking",
    "library": "regenerate: Oh no. I'm so sorry.",
    "openai_client": "no wonder you're shaking",
    "own_detector": "['Customer no. 4711']",
    "pydantic_ai_agent": "no wonder you're shaking",
    "steps": "Oh no. I'm so sorry.",
}
NEEDS = {"agents_sdk": "agents", "pydantic_ai_agent": "pydantic_ai"}


def test_every_example_is_run():
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
def test_an_example_shows_what_it_says(name, capsys):
    pytest.importorskip(NEEDS.get(name, "guardrail"), reason="needs the extra hosts")
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
    shown = capsys.readouterr()
    assert SHOWS[name] in shown.out
    assert shown.err == ""
