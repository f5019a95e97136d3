import pytest
from pydantic import ValidationError

from guardrail.policy.schema import Audit, ModePolicy, Modes, Policy
from guardrail.types import Mode


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
