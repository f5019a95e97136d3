import json
from hashlib import sha256

import numpy as np
import pytest

from guardrail.types import Mode

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

IDS, SEGMENTS = [101, 7, 8, 102, 9, 11, 102], [0, 0, 0, 0, 1, 1, 1]
WHOLE, WITHOUT_FIRST = [0, 0, 0, 0, 1 / 3, 1 / 3, 1 / 3], [0, 0, 0, 0, 0, 0.5, 0.5]


def heard(file, *shares):
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    given = {"ids": np.array([IDS], np.int32), "segments": np.array([SEGMENTS], np.int32)}
    (found,) = session.run(["modes"], {**given, "shares": np.array(shares, np.float32)})
    return found


@pytest.fixture
def expected(encoder):
    ids, segments = torch.tensor([IDS]), torch.tensor([SEGMENTS])
    with torch.inference_mode():
        return encoder(ids, segments, torch.ones_like(ids, dtype=torch.bool)).modes[0].tolist()


def test_the_float_graph_reads_what_torch_reads(encoder, expected, tmp_path):
    from training.encoder.export import graph

    onnx.save(graph(encoder), tmp_path / "float.onnx")
    assert heard(tmp_path / "float.onnx", WHOLE)[0] == pytest.approx(expected, abs=1e-4)


def test_a_share_of_none_leaves_a_token_out_of_the_mean(encoder, tmp_path):
    from training.encoder.export import graph

    onnx.save(graph(encoder), tmp_path / "float.onnx")
    whole, without = heard(tmp_path / "float.onnx", WHOLE, WITHOUT_FIRST)
    assert whole == pytest.approx(heard(tmp_path / "float.onnx", WHOLE)[0], abs=1e-5)
    assert whole.shape == without.shape == (len(Mode),)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_int8_graph_is_small_and_close(encoder, expected, tmp_path):
    from training.encoder.export import graph, quantize

    file = quantize(graph(encoder), tmp_path / "int8.onnx")
    assert file.stat().st_size < 0.3 * len(graph(encoder).SerializeToString())
    assert heard(file, WHOLE)[0] == pytest.approx(expected, abs=0.3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_ships_says_which_files_it_is(encoder, monkeypatch, tmp_path):
    from training.encoder import export
    from training.encoder.model import save

    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "tokenizer.json").write_text("{}")
    monkeypatch.setattr(export, "published", lambda: tmp_path / "base")
    save(encoder, tmp_path / "encoder.pt")
    assert export.ship(tmp_path / "encoder.pt", tmp_path) == tmp_path / "encoder.onnx"
    card = json.loads((tmp_path / "encoder.json").read_text("utf-8"))
    for name, expected in card["sha256"].items():
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == expected
