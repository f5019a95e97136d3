import json

import pytest

from guardrail.cli import feed
from guardrail.errors import InputError, ItemError


def test_a_bad_line_stops(items):
    reading = feed.items(str(items("one", None, "three")), skip_bad=False)
    assert next(reading).reply == "one"
    with pytest.raises(ItemError, match=r"items.jsonl:2: found no JSON"):
        next(reading)


def test_a_bad_line_is_passed_over_named_and_counted(items, capsys):
    assert [item.reply for item in feed.items(str(items("one", None, "three", None)), skip_bad=True)] == [
        "one",
        "three",
    ]
    said = capsys.readouterr().err
    assert "items.jsonl:2: found no JSON" in said
    assert said.endswith("2 lines were skipped\n")


def test_an_item_is_found_by_its_id_before_a_bad_line_behind_it(items):
    assert feed.item(str(items("one", "two", None)), "1").reply == "two"


def test_the_only_item_needs_no_id(items):
    assert feed.item(str(items("one"))).reply == "one"


@pytest.mark.parametrize(
    ("replies", "name", "said"),
    [
        (["a", "b"], None, r"--id: found nothing; allowed: an id of the 2 in .*items.jsonl, such as '0'"),
        (["a"] * 12, "01", r"--id: found '01'; allowed: an id of the 12 in .*items.jsonl; did you mean '1' or '0'\?"),
        (["a", "b"], "far", r"--id: found 'far'; allowed: an id of the 2 in .*items.jsonl, such as '0'"),
        ([], None, "items.jsonl: found no item"),
    ],
)
def test_an_id_that_is_not_there_gets_the_nearest(items, replies, name, said):
    with pytest.raises(InputError, match=said):
        feed.item(str(items(*replies)), name)


def test_a_bad_line_on_the_way_to_an_item_stops(items):
    with pytest.raises(ItemError, match=r"items\.jsonl:1"):
        feed.item(str(items(None, "one")), "1")


def test_lines_survive_any_text(capsys):
    feed.write({"text": "\ud800 – \u202e"})
    assert json.loads(capsys.readouterr().out) == {"text": "\ud800 – \u202e"}


def test_progress_is_on_stderr_and_only_for_people(monkeypatch, capsys):
    assert list(feed.progress([1, 2], 2, "working")) == [1, 2]
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(feed.progress([1, 2], 2, "working")) == [1, 2]
    out, err = capsys.readouterr()
    assert out == ""
    assert "working" in err


def test_a_text_is_saved_whatever_it_holds(tmp_path):
    feed.save(str(tmp_path / "report"), "é \ud800")
    assert (tmp_path / "report").read_text("utf-8") == "é &#55296;"


def test_a_place_that_is_not_there_is_named(tmp_path):
    feed.writable(str(tmp_path / "report"))
    feed.writable("report")
    for place in (tmp_path, tmp_path / "nowhere" / "report"):
        with pytest.raises(InputError, match=str(place)):
            feed.writable(str(place))
        with pytest.raises(InputError, match=f"{place}: (Is a|No such)"):
            feed.save(str(place), "")
