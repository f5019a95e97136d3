import pytest
from pydantic import ValidationError

from guardrail.policy.load import check
from guardrail.policy.schema import Audit, ModePolicy, Modes, Policy, SecondOpinion
from guardrail.types import Mode, Reason


def test_every_mode_has_its_policy():
    assert set(Modes.model_fields) == {mode.value for mode in Mode}
    assert all(Modes()[mode].threshold == 0.5 for mode in Mode)


@pytest.mark.parametrize(("score", "flagged"), [(0.39, False), (0.4, True), (1.0, True)])
def test_a_score_is_flagged_from_the_threshold_on(score, flagged):
    assert ModePolicy(threshold=0.4).flags(score) is flagged


def test_a_policy_does_not_change_after_loading():
    with pytest.raises(ValidationError):
        Policy(name="x").shadow = True


def test_records_in_a_file_need_its_path():
    with pytest.raises(ValidationError, match="a path beside"):
        Audit(sink="file")
    assert Audit(sink="file", path="audit.jsonl").path == "audit.jsonl"


def test_a_second_opinion_is_off_unless_a_policy_says_so():
    assert Policy(name="x").second_opinion.model == "off"


@pytest.mark.parametrize(
    ("text", "field", "allowed"),
    [
        ("model: endpoint", "second_opinion", "an endpoint (url, model) beside `model: endpoint`"),
        ("model: upstraem", "second_opinion.model", "off, upstream, endpoint"),
        ("band: [0.6, 0.2]", "second_opinion", "a band that begins with its lower end"),
        ("band: [0.6, 2]", "second_opinion.band[1]", "at most 1"),
        ("modes: [conflict]", "second_opinion.modes[0]", ", ".join(Mode)),
        (
            "endpoint: {url: judge.test, model: m}",
            "second_opinion.endpoint.url",
            "an address like http://127.0.0.1:8080/v1",
        ),
        ("endpoint: {url: 'http://judge.test/v1'}", "second_opinion.endpoint.model", "a value: this field is required"),
    ],
)
def test_what_is_wrong_with_a_second_opinion_is_named(tmp_path, text, field, allowed):
    file = tmp_path / "p.yaml"
    file.write_text(f"second_opinion: {{{text}}}", "utf-8")
    (problem,) = check(str(file))[1]
    assert (problem.field, problem.allowed) == (field, allowed)


def test_a_band_with_both_ends_alike_is_one():
    assert SecondOpinion(band=(0.5, 0.5)).band == (0.5, 0.5)


@pytest.mark.parametrize(
    ("text", "field", "allowed"),
    [
        ("watch: yes", "crisis.watch", "true or false"),
        ("line: 988", "crisis.line", "text"),
        ("lines: Call 988.", "crisis.lines", "judge, line, watch"),
    ],
)
def test_what_is_wrong_with_a_crisis_block_is_named(tmp_path, text, field, allowed):
    file = tmp_path / "p.yaml"
    file.write_text(f"crisis: {{{text}}}", "utf-8")
    (problem,) = check(str(file))[1]
    assert (problem.field, problem.allowed, problem.line) == (field, allowed, 1)


@pytest.mark.parametrize(
    ("text", "field", "allowed"),
    [
        ("when: [crisis, exausted]", "hand_over.when[1]", ", ".join(Reason)),
        ("when: crisis", "hand_over.when", "a list"),
        ("secret_from: ''", "hand_over.secret_from", "text not empty"),
        ("url: 'https://desk.example'", "hand_over.url", "secret_from, texts, when"),
    ],
)
def test_what_is_wrong_with_a_hand_over_is_named(tmp_path, text, field, allowed):
    file = tmp_path / "p.yaml"
    file.write_text(f"hand_over: {{{text}}}", "utf-8")
    (problem,) = check(str(file))[1]
    assert (problem.field, problem.allowed, problem.line) == (field, allowed, 1)
