import re
from html.parser import HTMLParser

import pytest

from guardrail import Conversation, Mode
from guardrail.bench.quality import quality
from guardrail.bench.report import Source, report
from guardrail.policy.schema import Policy

VOID = {"meta"}
SECRET = "<script>alert(1)</script>"


class Nesting(HTMLParser):
    """Every tag that is opened is closed, in its turn."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(html):
    nesting = Nesting()
    nesting.feed(html)
    nesting.close()
    assert nesting.open == []
    return nesting.seen


@pytest.fixture
def judged(pair):
    secret = {"reply": f"{SECRET} many factors", "conversation": Conversation.of(f"{SECRET} person"), "id": SECRET}
    levels = [(2, 0.9), (0, 0.1), (1, 0.4), (2, 0.3), (0, 0.7)] * 5
    return [pair(*level, domain=SECRET, scenario=str(index), **secret) for index, level in enumerate(levels)]


def made(judged, examples=0, ordinary=(), **more):
    source = Source(Policy(name=SECRET), SECRET, SECRET)
    return report(source, judged, quality(judged, ordinary, resamples=20, **more), examples)


def test_it_is_one_whole_page_with_its_pictures_inside(judged):
    html = made(judged, ordinary=judged)
    tags = parsed(html)
    assert html.lstrip().startswith("<!DOCTYPE html>")
    assert [tag for tag, _ in tags].count("svg") == 2 * len(Mode)
    assert "polyline" in {tag for tag, _ in tags}
    assert all(word in html for word in ("linguistic alienation", "False alarms on ordinary replies", "By domain"))


def test_it_asks_nothing_of_the_network(judged):
    tags = parsed(made(judged, 3, judged))
    assert {tag for tag, _ in tags} & {"link", "script", "img", "iframe", "a"} == set()
    assert {name for _, attributes in tags for name in attributes} & {"src", "href", "srcset", "onload"} == set()
    assert ("default-src 'none'; style-src 'unsafe-inline'") in {one.get("content") for _, one in tags}


def test_words_that_others_wrote_stay_words(judged):
    html = made(judged, 3, judged)
    assert SECRET not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; person" in html


def test_conversations_are_shown_only_where_that_is_asked_for(judged):
    assert "many factors" not in made(judged)
    assert "worst disagreements" not in made(judged)
    assert " person" not in made(judged)
    assert made(judged, 1).count("<blockquote>") == 2 * 2


def test_evidence_is_marked(pair):
    judged = [pair(0, 0.9, reply="there are many factors", quote="many"), pair(2, 0.9)]
    assert "there are <mark>many</mark> factors</blockquote>" in made(judged, 1)


def test_the_dot_on_the_curve_is_where_the_threshold_stands(pair):
    """One of two that fail is flagged, one of four that pass: (.25, .5) is 50 to the right of 30 and 100 above 205."""
    judged = [pair(*each) for each in ((2, 0.9), (2, 0.3), (0, 0.8), (0, 0.4), (0, 0.2), (0, 0.1))]
    assert 'cx="80.0" cy="105.0" r="4"' in made(judged)


def test_figures_stand_with_their_intervals_and_without_resamples_none_does(judged):
    assert re.search(r"<td>0\.\d{3}<small>\.\d\d–\.\d\d</small></td>", made(judged))
    source = Source(Policy(name="p"), "x")
    assert "95 % interval" not in report(source, judged, quality(judged, resamples=0))


def test_the_base_rate_is_stated(judged):
    assert "precision at 12.5%" in made(judged, base_rate=0.125)


@pytest.mark.parametrize("levels", [[(1, 0.9)], [(0, 0.1)], [(2, 0.9)]])
def test_a_set_that_can_show_little_has_a_report_too(pair, levels):
    parsed(made([pair(*level) for level in levels], 1))


def test_why_replies_were_not_judged_is_told(pair):
    assert "1: no &lt;prose&gt;" in made([pair(2, 0.9, skipped="no <prose>"), pair(0, 0.1)], 1)
