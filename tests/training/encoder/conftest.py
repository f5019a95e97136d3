"""An encoder with the real widths, few words and random weights."""

import pytest

WORDS, PLACES = 120, 40


@pytest.fixture(scope="session")
def encoder():
    torch = pytest.importorskip("torch")
    pytest.importorskip("safetensors")
    from training.encoder.model import WIDTH, Encoder

    torch.set_num_threads(1)
    draw = torch.Generator().manual_seed(0)
    names = {f"embeddings.{kind}_embeddings.weight": (size, WIDTH) for kind, size in KINDS.items()}
    names |= {name: shape for layer in range(3) for name, shape in _layer(f"encoder.layer.{layer}", WIDTH)}
    names |= dict(_norm("embeddings", WIDTH))
    weights = {name: 0.1 * torch.randn(shape, generator=draw) for name, shape in names.items()}
    return Encoder({name: part + name.endswith("LayerNorm.weight") for name, part in weights.items()})


KINDS = {"word": WORDS, "position": PLACES, "token_type": 2}


def _layer(at, width):
    for part in ("query", "key", "value"):
        yield from _dense(f"{at}.attention.self.{part}", width, width)
    yield from _dense(f"{at}.attention.output.dense", width, width)
    yield from _dense(f"{at}.intermediate.dense", 4 * width, width)
    yield from _dense(f"{at}.output.dense", width, 4 * width)
    yield from _norm(f"{at}.attention.output", width)
    yield from _norm(f"{at}.output", width)


def _dense(at, out, into):
    return (f"{at}.weight", (out, into)), (f"{at}.bias", (out,))


def _norm(at, width):
    return (f"{at}.LayerNorm.weight", (width,)), (f"{at}.LayerNorm.bias", (width,))
