import json

import pytest
from typer.testing import CliRunner

from guardrail import judge as judging
from guardrail.cli.app import app
from guardrail.errors import InputError
from guardrail.reading import reading as reads
from guardrail.types import Mode

PERSON = "My dog Rufus died this morning, I am devastated."
REPLY = "I understand that this may be somewhat upsetting. At least you had [bold]years[/bold] together. 1. Rest."


@pytest.fixture
def explain(monkeypatch, tmp_path):
    """Run `guardrail explain` over items of these replies with the shipped detectors, without the encoder."""
    monkeypatch.setattr(judging, "chosen", lambda use: None)
    monkeypatch.setattr(reads, "shipped", lambda: None)

    def explain(*options, replies=(REPLY,), person=PERSON, **more):
        file = tmp_path / "items.jsonl"
        messages = [{"role": "user", "content": person}]
        lines = [
            json.dumps({"id": f"talk-{n}", "messages": messages, "reply": reply}) for n, reply in enumerate(replies)
        ]
        file.write_text("\n".join(lines), "utf-8")
        source = "-" if "input" in more else file
        return CliRunner().invoke(app, ["explain", str(source), *options], env={"COLUMNS": "80"}, **more)

    return explain


def test_a_single_item_needs_no_id(explain):
    done = explain()
    assert done.exit_code == 0
    assert done.output.startswith("talk-0, judged by the policy default\n")
    assert [part for part in ("\nthe need\n", "\nthe traits of the reply\n") if part not in done.output] == []
    assert all(f"\n{mode.value} " in done.output for mode in Mode)


def test_it_fits_80_columns_and_keeps_every_bracket(explain):
    done = explain("--all", replies=[REPLY + " word" * 300])
    assert max(map(len, done.output.splitlines())) <= 80
    assert "[bold]years[/bold]" in done.output


def test_an_item_comes_from_stdin(explain):
    item = {"id": "x", "messages": [{"role": "user", "content": PERSON}], "reply": REPLY}
    assert explain(input=json.dumps(item)).output.startswith("x, judged")


def test_of_several_items_one_is_named(explain):
    done = explain("--id", "talk-1", replies=("one", "two", "three"))
    assert done.output.startswith("talk-1, ")


def test_an_unknown_id_gets_the_nearest(explain):
    done = explain("--id", "talk-9", replies=("one", "two"))
    assert isinstance(done.exception, InputError)
    assert "found 'talk-9'" in str(done.exception)
    assert "did you mean 'talk-" in str(done.exception)


def test_the_modes_are_those_that_are_asked_for(explain):
    done = explain("--mode", "conflict_avoidance", "--mode", "linguistic_alienation")
    assert "\nconflict_avoidance " in done.output
    assert "\nlinguistic_alienation " in done.output
    assert "\nemotional_attenuation " not in done.output
    assert explain("--mode", "conflict").exit_code == 2


def test_all_shows_every_signal(explain):
    assert " others " in explain("--mode", "conflict_avoidance").output
    assert " others " not in explain("--mode", "conflict_avoidance", "--all").output


def test_json_is_one_object_whose_numbers_add_up_to_the_score(explain):
    done = explain("--json")
    assert done.output.count("\n") == 1
    data = json.loads(done.output)
    assert (data["id"], data["policy"], data["skipped"]) == ("talk-0", "default", "")
    assert {"need", "traits", "pairing", "unasked", "modes"} <= data.keys()
    assert [mode["mode"] for mode in data["modes"]] == [mode.value for mode in Mode]
    for mode in data["modes"]:
        shares = [weighed["share"] for weighed in mode["signals"]]
        assert mode["average"] + sum(shares) + mode["carried"] == pytest.approx(mode["log_odds"])
        assert len(shares) > 12
        spans = [span for weighed in mode["signals"] for span in weighed["signal"]["spans"]]
        assert all(REPLY[span["start"] : span["end"]] == span["quote"] for span in spans)


def test_json_keeps_to_the_modes_that_are_asked_for(explain):
    data = json.loads(explain("--json", "--mode", "conflict_avoidance").output)
    assert [mode["mode"] for mode in data["modes"]] == ["conflict_avoidance"]


@pytest.mark.parametrize(("options", "said"), [((), "not judged: only JSON"), (("--json",), '"skipped": "only JSON"')])
def test_a_reply_that_is_not_judged_says_why(explain, options, said):
    done = explain(*options, replies=['{"text": "sad"}'])
    assert done.exit_code == 0
    assert said in done.output


def test_the_policy_is_the_one_that_is_named(explain):
    assert "judged by the policy companion" in explain("-p", "companion").output


def test_a_plain_request_closes_the_gate(explain):
    done = explain(person="How many cups are in a litre?", replies=["Around four."])
    assert "closed: nothing of the reply counts" in " ".join(done.output.split())
    assert "plain request" in done.output


@pytest.mark.parametrize("reply", ["\ud800 at least", "😭", "\u202e sad \u200b", "It is\x1b[31m sad."])
def test_odd_text_is_explained(explain, reply):
    assert json.loads(explain("--json", replies=[reply]).output)["id"] == "talk-0"
