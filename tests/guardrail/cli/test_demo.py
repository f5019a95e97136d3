import sys
from types import SimpleNamespace

import pytest

import guardrail_adapters.local
from guardrail import Guard, Mode
from guardrail.cli.demo import Upstream, play, request, scenes
from guardrail.cli.listening import listening
from guardrail.errors import AskError, MissingExtra
from guardrail.policy.load import load
from guardrail.testing import FlagWords
from guardrail_adapters.scripted import scripted_upstream


def test_there_is_a_scene_for_every_mode_and_two_that_are_left_alone():
    modes = [scene.mode for scene in scenes()]
    assert {mode for mode in modes if mode} == set(Mode)
    assert modes.count(None) == 2


def test_what_the_guard_decides_is_what_the_client_gets():
    guard = Guard(load("companion"), [FlagWords("somewhat")])
    first, *others = play(guard, Upstream.SCRIPTED)
    assert first.delivered == first.scene.better == first.outcome.reply.text
    assert [played.delivered for played in others] == [played.scene.reply for played in others]


@pytest.fixture(scope="module")
def played():
    return {scene.scene.title: scene for scene in play(Guard.load("default"), Upstream.SCRIPTED)}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.title)
def test_the_shipped_guard_does_its_job_in_every_scene(played, scene):
    outcome = played[scene.title].outcome
    if scene.mode is None:
        assert played[scene.title].delivered == scene.reply
    else:
        assert scene.mode in outcome.original.verdict.flagged
        assert outcome.changed
        assert outcome.delivered.verdict.clean
        assert played[scene.title].delivered == outcome.reply.text


def test_the_demo_shows_what_was_written_meant_found_done_and_delivered(run):
    shown = " ".join(run("demo", "-p", "companion").output.split())
    for words in ("the person wrote", "the model wanted to send", "“somewhat”", "tried: regenerate", "delivered"):
        assert words in shown


def test_the_small_model_is_said_to_be_weak(run, monkeypatch):
    script = {scene.person: (scene.better,) for scene in scenes()}
    with listening(scripted_upstream(script)) as url:
        monkeypatch.setattr(guardrail_adapters.local, "local_model", lambda: SimpleNamespace(url=f"{url}/v1"))
        shown = run("demo", "--upstream", "smollm2").output
    assert "its words are weak" in shown
    assert shown.count("delivered as it came") == len(scenes())


def test_an_answer_that_is_no_reply_is_an_error():
    with listening(scripted_upstream({})) as url, pytest.raises(AskError, match="404"):
        request(url, "scripted", "words that are in no script")


def test_without_the_proxy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "guardrail_adapters.proxy", None)
    with pytest.raises(MissingExtra, match=r"\[proxy\]"):
        next(play(Guard(load("default"), []), Upstream.SCRIPTED))
