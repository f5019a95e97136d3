import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")


def read(encoder, ids, segments, padding=0):
    rows = [torch.tensor([[*part, *([0] * padding)]]) for part in (ids, segments)]
    mask = torch.arange(len(ids) + padding)[None] < len(ids)
    with torch.inference_mode():
        return encoder(*rows, mask)


def test_padding_changes_nothing(encoder):
    alone, padded = (read(encoder, [101, 7, 102, 9, 102], [0, 0, 0, 1, 1], padding) for padding in (0, 6))
    for first, second in zip(alone, padded, strict=True):
        torch.testing.assert_close(first, second)


def test_the_same_words_mean_another_thing_on_the_other_side(encoder):
    first, second = (read(encoder, [101, 7, 102, 9, 102], [0, 0, 0, *sides]) for sides in ([1, 1], [0, 1]))
    assert not torch.allclose(first.modes, second.modes)


def test_another_base_is_refused_by_its_hash(tmp_path):
    from training.encoder.model import BASE_SHA256, WrongBase, base

    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(WrongBase, match=BASE_SHA256):
        base(tmp_path)


def test_a_saved_encoder_reads_as_before(encoder, tmp_path):
    from training.encoder.model import load, save

    save(encoder, tmp_path / "encoder.pt")
    before, after = (
        read(each, [101, 7, 102, 9, 102], [0, 0, 0, 1, 1]) for each in (encoder, load(tmp_path / "encoder.pt"))
    )
    torch.testing.assert_close(before.modes, after.modes)
    torch.testing.assert_close(before.intents, after.intents)
