import pytest
import typer

from training import items, separability
from training.check import main


@pytest.fixture
def run(sets, monkeypatch, capsys):
    def outcome(**options):
        monkeypatch.setattr(items, "HERE", sets.folder)
        monkeypatch.setattr(separability, "report", lambda rows: [f"report on {len(rows)}"])
        try:
            main(**options)
        except typer.Exit as end:
            return end.exit_code, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return outcome


@pytest.fixture
def labelled(sets):
    sets.item("ours", "s1-a", reply="one")
    sets.labels("ours.a", "s1-a")


@pytest.mark.usefixtures("labelled")
def test_items_in_order_are_counted_and_reported(run):
    code, out, problems = run()
    assert (code, problems) == (0, "")
    assert out.startswith("1 items in 1 scenarios, 1 labelled\n")
    assert out.endswith("\nreport on 1\n")


@pytest.mark.usefixtures("labelled")
def test_the_quick_check_leaves_the_report_out(run):
    code, out, _ = run(quick=True)
    assert code == 0
    assert "1 items in" in out
    assert "report" not in out


@pytest.mark.usefixtures("labelled")
def test_a_wrong_form_fails_and_nothing_is_counted(sets, run):
    sets.item("ours", "s1-b", domain="sport")
    code, out, problems = run()
    assert (code, out) == (1, "")
    assert "ours.jsonl:2: domain: found 'sport'; allowed: " in problems


@pytest.mark.usefixtures("labelled")
def test_a_copy_fails_beside_the_counts(sets, run):
    for name in ("s2-a", "s3-a"):
        sets.item("ours", name, reply="it was the best of times it was the worst of times, it was")
    code, out, problems = run()
    assert code == 1
    assert out.startswith("3 items in 3 scenarios")
    assert "ours.jsonl:3: reply: found 13 words in a row or more of s2-a" in problems
