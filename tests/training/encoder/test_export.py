import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


@pytest.fixture
def read():
    from training.encoder.data import Tokens

    return Tokens((101, 7, 8, 102, 9, 11, 102), (0, 0, 0, 0, 1, 1, 1))


@pytest.fixture
def expected(encoder, read):
    ids, segments = torch.tensor([read.ids]), torch.tensor([read.segments])
    with torch.inference_mode():
        found = encoder(ids, segments, torch.ones_like(ids, dtype=torch.bool))
    return found.modes[0].tolist(), found.intents[0].tolist()


def test_the_float_graph_reads_what_torch_reads(encoder, read, expected, tmp_path):
    from training.encoder.export import graph
    from training.encoder.run import logits, open_session

    onnx.save(graph(encoder), tmp_path / "float.onnx")
    for found, wanted in zip(logits(open_session(tmp_path / "float.onnx"), read), expected, strict=True):
        assert found == pytest.approx(wanted, abs=1e-4)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("narrow", [True, False])
def test_the_int8_graph_is_small_and_close(encoder, read, expected, tmp_path, narrow):
    from training.encoder.export import graph, quantize
    from training.encoder.run import logits, open_session

    file = quantize(graph(encoder), tmp_path / "int8.onnx", narrow)
    assert file.stat().st_size < 0.3 * len(graph(encoder).SerializeToString())
    for found, wanted in zip(logits(open_session(file), read), expected, strict=True):
        assert found == pytest.approx(wanted, abs=0.3)
