import pytest
from pydantic import ValidationError

from guardrail.errors import PolicyError
from guardrail.policy.load import load
from guardrail.policy.schema import Judging, ModePolicy, Modes, Policy, Repair, Streaming

LED = " where streaming.mode is lead"
EDITS = f"deliver, rewrite{LED}; regenerate with streaming.continuation: true"
REFUSED = {
    "modes: {conflict_avoidance: {action: fallback}}": (
        f"2:38: modes.conflict_avoidance.action: found 'fallback'; allowed: {EDITS}",
    ),
    "modes: {linguistic_alienation: {action: regenerate}}": (
        f"2:41: modes.linguistic_alienation.action: found 'regenerate'; allowed: {EDITS}",
    ),
    "repair: {exhausted: fallback}": (f"2:21: repair.exhausted: found 'fallback'; allowed: best{LED}",),
    "judging: {on_error: closed}": (f"2:21: judging.on_error: found 'closed'; allowed: open{LED}",),
    "repair: {exhausted: fallback}\njudging: {on_error: closed}": (
        f"2:21: repair.exhausted: found 'fallback'; allowed: best{LED}",
        f"3:21: judging.on_error: found 'closed'; allowed: open{LED}",
    ),
}


@pytest.mark.parametrize(("settings", "problems"), REFUSED.items(), ids=REFUSED)
def test_what_would_take_back_words_is_refused_at_its_place(tmp_path, settings, problems):
    file = tmp_path / "mine.yaml"
    file.write_text(f"streaming: {{mode: lead}}\n{settings}\n")
    with pytest.raises(PolicyError) as refused:
        load(str(file))
    assert [str(problem) for problem in refused.value.problems] == [f"{file}:{problem}" for problem in problems]
    file.write_text(f"streaming: {{mode: hold}}\n{settings}\n")
    assert load(str(file)).streaming.mode == "hold"


def test_a_model_that_may_go_on_may_be_asked_first_but_never_be_put_aside(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: support\nstreaming: {mode: lead, continuation: true}\n")
    assert load(str(file)).streaming.continuation
    file.write_text(
        "streaming: {mode: lead, continuation: true}\nmodes: {granularity_mismatch: {action: fallback}}\n",
    )
    with pytest.raises(PolicyError, match=f"found 'fallback'; allowed: deliver, rewrite, regenerate{LED}$"):
        load(str(file))


def test_what_is_inherited_is_refused_where_it_stands(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: companion\nstreaming: {mode: lead}\n")
    with pytest.raises(PolicyError) as refused:
        load(str(file))
    assert {problem.field for problem in refused.value.problems} == {
        "modes.emotional_attenuation.action",
        "modes.conflict_avoidance.action",
        "modes.granularity_mismatch.action",
        "repair.exhausted",
        "judging.on_error",
    }
    assert all(problem.file.endswith("companion.yaml") for problem in refused.value.problems)


@pytest.mark.parametrize(
    "settings",
    [
        {"modes": Modes(conflict_avoidance=ModePolicy(action="fallback"))},
        {"modes": Modes(conflict_avoidance=ModePolicy(action="regenerate"))},
        {"repair": Repair(exhausted="fallback")},
        {"judging": Judging(on_error="closed")},
    ],
)
def test_a_policy_made_in_code_is_held_to_the_same(settings):
    with pytest.raises(ValidationError, match=LED):
        Policy(name="mine", streaming=Streaming(mode="lead"), **settings)
