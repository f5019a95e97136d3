"""The trained encoder as one int8 ONNX file, built by hand from ONNX Runtime's fused operators: no exporter needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import onnx
import torch
import typer
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]  # it has none
from torch import Tensor

from training.encoder.model import EPSILON, HEADS, LAYERS, WIDTH, Encoder, load

FUSED = "com.microsoft"
QUANTIZED = ["MatMul", "Attention", "EmbedLayerNormalization"]
KEPT_EXACT = ["pool", "modes_product", "intents_product"]


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
    """The float graph: int32 `ids` and `segments`, items x tokens without padding, to log-odds `modes`, `intents`."""
    made = Graph()
    hidden = _embedded(made, encoder)
    for layer in range(LAYERS):
        hidden = _layer(made, encoder, f"encoder.layer.{layer}", hidden)
    _heads(made, encoder, *_pooled(made, hidden))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "t"]) for name in ("ids", "segments")]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", head.out_features])
        for name, head in (("modes", encoder.modes), ("intents", encoder.intents))
    ]
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
    """The means over the conversation's tokens and over the reply's."""
    middle, last = (made.weight(f"axis_{axis}", np.array([axis])) for axis in (1, 2))
    reply = made.node("Unsqueeze", [made.node("Cast", ["segments"], "sides", to=TensorProto.FLOAT), middle], "in_reply")
    context = made.node("Sub", [made.weight("one", np.array(1, np.float32)), reply], "in_context")
    weights = made.node("Concat", [context, reply], "in_both", axis=1)
    shares = made.node("Div", [weights, made.node("ReduceSum", [weights, last], "counts")], "token_shares")
    means = made.node("MatMul", [shares, hidden], "pool")
    first, second = (
        made.node("Gather", [means, made.weight(f"at_{side}", np.array(side))], f"mean_{side}", axis=1)
        for side in (0, 1)
    )
    return first, second


def _heads(made: Graph, encoder: Encoder, context: str, reply: str) -> None:
    apart = made.node("Abs", [made.node("Sub", [context, reply], "difference")], "apart")
    pair = made.node("Concat", [context, reply, apart, made.node("Mul", [context, reply], "common")], "pair", axis=1)
    for name, head, values in (("modes", encoder.modes, pair), ("intents", encoder.intents, context)):
        weight, bias = made.weight(f"{name}_weight", head.weight.T), made.weight(f"{name}_bias", head.bias)
        made.node("Add", [made.node("MatMul", [values, weight], f"{name}_product"), bias], name)


def quantize(model: onnx.ModelProto, file: Path, narrow: bool) -> Path:
    """Store with int8 weights, a scale a channel; `narrow` keeps to 7 bits, for processors without VNNI."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            file,
            op_types_to_quantize=QUANTIZED,
            per_channel=True,
            reduce_range=narrow,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=KEPT_EXACT,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    return file


def main(
    encoder: Annotated[Path, typer.Argument(help="encoder.pt, as train.py leaves it.")],
    out: Annotated[Path, typer.Argument(help="The ONNX file to write.")],
    narrow: Annotated[bool, typer.Option(help="7-bit weights: exact on processors without VNNI.")] = True,
) -> None:
    """Write the int8 graph of a trained encoder."""
    file = quantize(graph(load(encoder)), out, narrow)
    typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, {LAYERS} layers of {WIDTH}")


if __name__ == "__main__":
    typer.run(main)
