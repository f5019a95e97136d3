"""The trained encoder as one int8 ONNX file, built by hand from ONNX Runtime's fused operators: no exporter needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import torch
import typer
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]  # it has none
from torch import Tensor

from guardrail.reading.models import CARD, GRAPH, WEIGHTS, WORDS
from guardrail.reading.tokens import MOST_TOKENS
from training.encoder.data import published
from training.encoder.model import BASE_SHA256, EPSILON, HEADS, LAYERS, Encoder, load

FUSED = "com.microsoft"
QUANTIZED = ["MatMul", "Attention", "EmbedLayerNormalization"]
KEPT_EXACT = ["context_mean", "reply_means", "modes_product"]


class Graph:
    """Nodes and weights as they are added; every method names its output, and returns the name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, values: Tensor | NDArray[np.generic]) -> str:
        """A constant."""
        array = values.detach().numpy() if isinstance(values, Tensor) else values
        self.weights.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **settings: Any) -> str:
        """An operator of ONNX."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
        return output

    def fused(self, kind: str, inputs: Sequence[str], output: str, *unused: str, **settings: Any) -> str:
        """An operator of ONNX Runtime's own; `unused` outputs must have a name all the same."""
        outputs = [output, *unused]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=output, domain=FUSED, **settings))
        return output


def graph(encoder: Encoder) -> onnx.ModelProto:
    """The float graph of the mode heads, one item at a time without padding.

    int32 `ids` and `segments` (1 x tokens) and float `shares` (readings x tokens, the weight of each token in the mean
    over the reply) to log-odds `modes` (readings x Mode).
    """
    made = Graph()
    hidden = _embedded(made, encoder)
    for layer in range(LAYERS):
        hidden = _layer(made, encoder, f"encoder.layer.{layer}", hidden)
    _heads(made, encoder, *_pooled(made, hidden))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, [1, "t"]) for name in ("ids", "segments")]
    inputs.append(helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["k", "t"]))
    outputs = [helper.make_tensor_value_info("modes", TensorProto.FLOAT, ["k", encoder.modes.out_features])]
    whole = helper.make_graph(made.nodes, "encoder", inputs, outputs, made.weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9)


def _embedded(made: Graph, encoder: Encoder) -> str:
    names = [f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
    names += [f"embeddings.LayerNorm.{part}" for part in ("weight", "bias")]
    weights = [made.weight(name, encoder.named(name)) for name in names]
    return made.fused("EmbedLayerNormalization", ["ids", "segments", *weights], "embedded", "no_mask", epsilon=EPSILON)


def _layer(made: Graph, encoder: Encoder, at: str, hidden: str) -> str:
    parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
    weight, bias = (torch.cat([encoder.named(f"{part}.{kind}") for part in parts]) for kind in ("weight", "bias"))
    weights = [made.weight(f"{at}.qkv", weight.T), made.weight(f"{at}.qkv_bias", bias)]
    seen = made.fused("Attention", [hidden, *weights], f"{at}.seen", num_heads=HEADS)
    mixed = _product(made, encoder, f"{at}.attention.output.dense", seen)
    hidden = _added(made, encoder, f"{at}.attention.output", mixed, hidden)
    inner = _product(made, encoder, f"{at}.intermediate.dense", hidden)
    inner_bias = made.weight(f"{at}.intermediate.bias", encoder.named(f"{at}.intermediate.dense.bias"))
    bent = made.fused("BiasGelu", [inner, inner_bias], f"{at}.bent")
    return _added(made, encoder, f"{at}.output", _product(made, encoder, f"{at}.output.dense", bent), hidden)


def _product(made: Graph, encoder: Encoder, at: str, values: str) -> str:
    weight = made.weight(f"{at}.weight", encoder.named(f"{at}.weight").T)
    return made.node("MatMul", [values, weight], f"{at}.product")


def _added(made: Graph, encoder: Encoder, at: str, values: str, skipped: str) -> str:
    names = [f"{at}.LayerNorm.weight", f"{at}.LayerNorm.bias", f"{at}.dense.bias"]
    weights = [made.weight(name, encoder.named(name)) for name in names]
    return made.fused("SkipLayerNormalization", [values, skipped, *weights], f"{at}.normed", epsilon=EPSILON)


def _pooled(made: Graph, hidden: str) -> tuple[str, str]:
    """The mean over the conversation's tokens, and those over the reply's that `shares` asks for."""
    first = made.weight("axis_0", np.array([0]))
    tokens = made.node("Squeeze", [hidden, first], "tokens")
    reply = made.node("Cast", ["segments"], "in_reply", to=TensorProto.FLOAT)
    context = made.node("Sub", [made.weight("one", np.array(1, np.float32)), reply], "in_context")
    count = made.node("ReduceSum", [context], "context_count")
    mean = made.node("MatMul", [made.node("Div", [context, count], "context_shares"), tokens], "context_mean")
    means = made.node("MatMul", ["shares", tokens], "reply_means")
    return made.node("Expand", [mean, made.node("Shape", [means], "wide")], "context"), means


def _heads(made: Graph, encoder: Encoder, context: str, reply: str) -> None:
    apart = made.node("Abs", [made.node("Sub", [context, reply], "difference")], "apart")
    pair = made.node("Concat", [context, reply, apart, made.node("Mul", [context, reply], "common")], "pair", axis=1)
    weight, bias = made.weight("modes_weight", encoder.modes.weight.T), made.weight("modes_bias", encoder.modes.bias)
    made.node("Add", [made.node("MatMul", [pair, weight], "modes_product"), bias], "modes")


def quantize(model: onnx.ModelProto, file: Path) -> Path:
    """Store with int8 weights, a scale a channel, kept to 7 bits: exact on processors without VNNI too."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            file,
            op_types_to_quantize=QUANTIZED,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=KEPT_EXACT,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    return file


def ship(trained: Path, folder: Path = WEIGHTS) -> Path:
    """Write the graph, the tokenizer and the card with their hashes where the guard reads them."""
    quantize(graph(load(trained)), folder / GRAPH)
    copyfile(published() / WORDS, folder / WORDS)
    hashes = {name: sha256((folder / name).read_bytes()).hexdigest() for name in (GRAPH, WORDS)}
    card = {"base_sha256": BASE_SHA256, "layers": LAYERS, "most_tokens": MOST_TOKENS, "sha256": hashes}
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    return folder / GRAPH


if __name__ == "__main__":
    typer.run(ship)
