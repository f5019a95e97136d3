from copy import deepcopy

import pytest

pytest.importorskip("torch")
pytest.importorskip("safetensors")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def row(source, number):
    from guardrail.reading.tokens import Tokens
    from training.encoder.data import UNKNOWN, Example

    tokens = Tokens((101, 7, 102, 20 + number, 102), (0, 0, 0, 1, 1), ())
    return Example(f"{source}-{number}", source, tokens, (1.0, 0.0, 0.0, 0.0), (UNKNOWN,) * 15)


@pytest.fixture
def folds(encoder, monkeypatch):
    from training.encoder import folds

    monkeypatch.setattr(folds, "published", lambda: None)
    monkeypatch.setattr(folds, "base", lambda folder: deepcopy(encoder))
    return folds


def test_a_fold_is_scored_by_an_encoder_that_was_not_trained_on_it(folds, monkeypatch):
    seen = []
    monkeypatch.setattr(folds, "train", lambda encoder, rows, name, epochs: seen.extend(rows) or encoder)
    rows = [row(source, number) for source in ("salon", "vera") for number in range(3)]
    found = folds.fold(rows, frozenset(("vera",)), 1)
    assert {each.source for each in seen} == {"salon"}
    assert found.keys() == {"vera-0", "vera-1", "vera-2"}
    assert all(len(logits) == 4 for logits in found.values())


def test_the_whole_is_trained_on_everything_and_kept(folds, tmp_path):
    from training.encoder.model import load

    folds.whole([row("salon", number) for number in range(8)], tmp_path / "encoder.pt", 1)
    assert load(tmp_path / "encoder.pt").modes.weight.abs().sum() > 0
