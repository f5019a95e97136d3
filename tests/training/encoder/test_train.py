from copy import deepcopy

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")


def rows(count):
    from guardrail.reading.tokens import Tokens
    from training.encoder.data import UNKNOWN, Example

    def row(number):
        failed, length = float(number % 2), 1 + number % 3
        ids = (101, 7, 102, *[20 + number % 2] * length, 102)
        return Example(
            str(number), "one", Tokens(ids, (0, 0, 0, *[1] * (length + 1)), ()), (failed,) * 4, (UNKNOWN,) * 15
        )

    return [row(number) for number in range(count)]


def test_what_is_unknown_does_not_count():
    from training.encoder.data import UNKNOWN
    from training.encoder.model import Logits
    from training.encoder.train import loss

    logits = Logits(torch.tensor([[4.0, -9.0]]), torch.zeros(1, 2))
    known = loss(logits, torch.tensor([[0.0, UNKNOWN]]), torch.full((1, 2), UNKNOWN))
    assert known.item() == pytest.approx(4.018, abs=0.001)


def test_training_tells_failures_from_the_rest_and_leaves_the_embeddings(encoder, capsys):
    from training.encoder.train import scores, train

    trained = train(deepcopy(encoder), rows(32), "trial", epochs=4)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in capsys.readouterr().out.splitlines()]
    found = scores(trained, rows(2))
    assert losses[-1] < losses[0]
    assert min(found["1"]) > max(found["0"])
    for name, kept in encoder.embeddings.items():
        assert torch.equal(kept, trained.embeddings[name])
