"""The network: PP-OCRv6 small recogniser as a trainable torch graph with a Vietnamese head.

The ONNX file lies in the `rapidocr` wheel (Apache-2.0). It is converted node by node, its head of
18,710 classes is replaced by the classes of `training.text.charset`, and operations that the
conversion left apart are joined again, which makes training cheaper.
"""

from __future__ import annotations

import importlib.util
import operator
import sys
import tempfile
import types
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from torch import fx, nn
from torch.nn import functional

from training.text.charset import BLANK, SYMBOLS

_HEAD_WEIGHT: Final = "linear_8.w_0"
_HEAD_BIAS: Final = "linear_8.b_0"
_OUTPUT: Final = "fetch_name_0"
_GELU_SCALE: Final = 1.702
_BASE: Final = "PP-OCRv6_rec_small.onnx"


def base_model() -> Path:
    """Returns the ONNX file of the base network.

    Raises:
        FileNotFoundError: The `rapidocr` package is not installed or lacks the file.
    """
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("install rapidocr: its wheel holds the base network")
    path = Path(spec.origin).parent / "models" / _BASE
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing in this version of rapidocr")
    return path


def build(weights: dict[str, torch.Tensor] | None = None) -> fx.GraphModule:
    """Returns the network: [N, 3, 48, W] in [-1, 1] (BGR) to logits [N, W / 8, classes].

    Args:
        weights: Its weights; they may be of a narrowed network (`training.narrow`). Where None,
            those of the base, each new class beginning as the mean of its relatives.
    """
    graph = onnx.load(str(base_model()))
    _write_out_padding(graph)
    _replace_head(graph)
    network = _convert(graph)
    _constants_to_parameters(network)
    _Fusion(network).run()
    if weights is not None:
        _take_widths(network, weights)
        network.load_state_dict(weights)
    return network


def hidden_pairs(network: fx.GraphModule) -> list[tuple[nn.Conv2d, nn.Conv2d]]:
    """Returns the pairs of convolutions around each SiLU: one widens, the other narrows again."""
    return [
        (
            network.get_submodule(str(node.all_input_nodes[0].target)),
            network.get_submodule(str(next(iter(node.users)).target)),
        )
        for node in network.graph.nodes
        if node.target is functional.silu
    ]  # type: ignore[return-value]


def exported_weights(path: Path) -> dict[str, torch.Tensor]:
    """Returns the weights of an exported `inference.onnx`, to train on from it.

    The export joins batch normalisations with the convolutions before them; here they become
    normalisations that change nothing.
    """
    network, exported = build(), onnx.load(str(path))
    found = {t.name: numpy_helper.to_array(t).copy() for t in exported.graph.initializer}
    state: dict[str, torch.Tensor] = network.state_dict()
    for name in state:
        if (kept := found.get(f"network.{name}")) is not None:
            state[name] = torch.from_numpy(kept)
    modules = dict(network.named_modules())
    joined = (n.input for n in exported.graph.node if n.op_type == "Conv")
    pairs = [(weight, bias) for _, weight, bias in joined if not weight.startswith("network.")]
    norms = [n for n in network.graph.nodes if isinstance(modules.get(n.target), nn.BatchNorm2d)]
    for norm, (weight, bias) in zip(norms, pairs, strict=True):
        (convolution,) = norm.all_input_nodes
        suffix = "" if f"{convolution.target}.weight" in state else ".1"
        state[f"{convolution.target}{suffix}.weight"] = torch.from_numpy(found[weight])
        state[f"{norm.target}.running_mean"] = torch.zeros_like(state[f"{norm.target}.bias"])
        variance = torch.ones_like(state[f"{norm.target}.bias"]) - modules[norm.target].eps
        state[f"{norm.target}.running_var"] = variance
        state[f"{norm.target}.weight"] = torch.ones_like(variance)
        state[f"{norm.target}.bias"] = torch.from_numpy(found[bias])
    return state


def _take_widths(network: fx.GraphModule, weights: dict[str, torch.Tensor]) -> None:
    """Gives the convolutions as many channels as the weights have."""
    for name, module in network.named_modules():
        weight = weights.get(f"{name}.weight")
        if isinstance(module, nn.Conv2d) and weight is not None and module.bias is not None:
            module.out_channels = weight.shape[0]
            module.in_channels = weight.shape[1] * module.groups
            module.weight = nn.Parameter(torch.empty_like(weight))
            module.bias = nn.Parameter(torch.empty_like(weights[f"{name}.bias"]))


def _convert(graph: onnx.ModelProto) -> fx.GraphModule:
    if "torchvision" not in sys.modules and importlib.util.find_spec("torchvision") is None:
        # onnx2torch imports two operators from it that this network does not use.
        operators = types.ModuleType("torchvision.ops")
        operators.nms = operators.roi_align = None  # type: ignore[attr-defined]
        vision = types.ModuleType("torchvision")
        vision.ops = operators  # type: ignore[attr-defined]
        sys.modules.update({"torchvision": vision, "torchvision.ops": operators})
    from onnx2torch import convert

    warnings.filterwarnings("ignore", message="Using a non-tuple sequence")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.onnx"
        onnx.save(graph, str(path))
        network: fx.GraphModule = convert(str(path))
    return network


def _write_out_padding(model: onnx.ModelProto) -> None:
    """Replaces automatic padding, which the converter does not know, by numbers."""
    for node in model.graph.node:
        attributes = {attribute.name: attribute for attribute in node.attribute}
        if "auto_pad" not in attributes:
            continue
        kernel = list(attributes["kernel_shape"].ints)
        strides = list(attributes["strides"].ints) if "strides" in attributes else [1, 1]
        same = attributes["auto_pad"].s == b"SAME_UPPER"
        totals = [max(k - s, 0) if same else 0 for k, s in zip(kernel, strides, strict=True)]
        before = [total // 2 for total in totals]
        pads = before + [total - half for total, half in zip(totals, before, strict=True)]
        kept = [a for a in node.attribute if a.name not in ("auto_pad", "pads")]
        del node.attribute[:]
        node.attribute.extend([*kept, helper.make_attribute("pads", pads)])


def _relatives(symbol: str, known: dict[str, int]) -> list[int]:
    """The classes of the base that a symbol starts from: itself, or it with one mark less."""
    if symbol == BLANK:
        return [0]
    if symbol in known:
        return [known[symbol]]
    parts = unicodedata.normalize("NFD", symbol)
    simpler = (
        unicodedata.normalize("NFC", parts[:cut] + parts[cut + 1 :]) for cut in range(1, len(parts))
    )
    return [known[s] for s in simpler if s in known] or [known.get(parts[0], known["?"])]


def _replace_head(model: onnx.ModelProto) -> None:
    session = onnxruntime.InferenceSession(str(base_model()), providers=["CPUExecutionProvider"])
    written = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    known = {sign: number for number, sign in enumerate(written, start=1)}
    known[" "] = len(written) + 1
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    weight = numpy_helper.to_array(tensors[_HEAD_WEIGHT])
    bias = numpy_helper.to_array(tensors[_HEAD_BIAS])
    sources = [_relatives(symbol, known) for symbol in SYMBOLS]
    columns = np.stack([weight[:, source].mean(1) for source in sources], 1)
    biases = np.array([bias[source].mean() for source in sources])
    for name, values in ((_HEAD_WEIGHT, columns), (_HEAD_BIAS, biases)):
        tensors[name].CopyFrom(numpy_helper.from_array(values.astype(np.float32), name))
    softmax = next(node for node in model.graph.node if node.output[0] == _OUTPUT)
    model.graph.node.remove(softmax)
    model.graph.node.append(helper.make_node("Identity", [softmax.input[0]], [_OUTPUT]))
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = len(SYMBOLS)


def _constants_to_parameters(network: nn.Module) -> None:
    """The conversion keeps weights of products and sums as constants: makes them trainable."""
    for module in network.modules():
        for name, value in list(module.named_buffers(recurse=False)):
            trainable = value.dtype == torch.float32 and value.numel() >= 16
            if trainable and "running" not in name:
                delattr(module, name)
                module.register_parameter(name, nn.Parameter(value.clone()))


class _Fusion:
    """Joins operations of a converted graph: GELU, and sums that are biases of convolutions."""

    def __init__(self, network: fx.GraphModule) -> None:
        self._network = network
        self._modules: dict[str, Any] = dict(network.named_modules())
        self._activations: list[fx.Node] = []

    def run(self) -> None:
        for join in (self._drop_identity, self._join_gelu, self._join_bias):
            self._each(join)
        self._scale_around()
        self._network.graph.lint()
        self._network.recompile()
        self._network.delete_all_unused_submodules()

    def _each(self, join: Callable[[fx.Node], None]) -> None:
        for node in list(self._network.graph.nodes):
            join(node)

    def _kind(self, node: fx.Node) -> str:
        if node.op != "call_module":
            return str(node.op)
        return type(self._modules[str(node.target)]).__name__

    def _drop_identity(self, node: fx.Node) -> None:
        if self._kind(node) == "OnnxCopyIdentity":
            node.replace_all_uses_with(node.args[0])  # type: ignore[arg-type]
            self._network.graph.erase_node(node)

    def _join_gelu(self, node: fx.Node) -> None:
        """Turns x / sqrt(2) -> erf -> + 1 -> * x -> * 0.5 between convolutions into SiLU.

        GELU(x) is SiLU(1.702 x) / 1.702 but for 0.02 at most, and more than twice as costly; the
        factors go into the convolutions around it.
        """
        if self._kind(node) != "OnnxErf":
            return
        (scaled,) = node.all_input_nodes
        chain = [scaled, node]
        for _ in range(3):
            chain.append(next(iter(chain[-1].users)))
        with self._network.graph.inserting_before(node):
            joined = self._network.graph.call_function(functional.silu, (scaled.args[0],))
        chain[-1].replace_all_uses_with(joined)
        for link in reversed(chain):
            self._network.graph.erase_node(link)
        self._activations.append(joined)

    def _scale_around(self) -> None:
        for activation in self._activations:
            (source,), users = activation.all_input_nodes, list(activation.users)
            before, after = self._convolution(source), self._convolution(users[0])
            if before is None or after is None or len(users) != 1:
                raise ValueError(f"{activation} does not lie between two convolutions")
            before.weight.data *= _GELU_SCALE
            if before.bias is not None:
                before.bias.data *= _GELU_SCALE
            after.weight.data /= _GELU_SCALE

    def _join_bias(self, node: fx.Node) -> None:
        if self._kind(node) != "OnnxBinaryMathOperation" or len(node.args) != 2:
            return
        product, constant = node.args
        if not (isinstance(product, fx.Node) and isinstance(constant, fx.Node)):
            return
        convolution = self._convolution(product)
        if convolution is None or constant.op != "get_attr" or len(product.users) != 1:
            return
        value = operator.attrgetter(str(constant.target))(self._network).detach()
        if value.numel() != convolution.out_channels:
            return
        old = 0 if convolution.bias is None else convolution.bias.detach()
        convolution.bias = nn.Parameter(value.reshape(-1).clone() + old)
        node.replace_all_uses_with(product)
        self._network.graph.erase_node(node)
        if not constant.users:
            self._network.graph.erase_node(constant)

    def _convolution(self, node: fx.Node) -> nn.Conv2d | None:
        module = self._modules.get(str(node.target)) if node.op == "call_module" else None
        if isinstance(module, nn.Sequential):
            module = module[-1]
        return module if isinstance(module, nn.Conv2d) else None
