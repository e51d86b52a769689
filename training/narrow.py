"""Narrowing: `python -m training.narrow --weights models/vi_reader/inference.onnx --out NARROW.pt`.

Most of the network's cost lies in pairs of convolutions that widen and narrow again, with a SiLU
between them. Hidden channels are dropped one by one, always the one that the pair's output needs
least, and the weights of the others are refitted to make up for it (optimal brain surgeon: Hassibi
and Stork 1993, applied to whole channels). What was lost is then learned back with
`training.train --teacher`.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import torch
from torch import fx, nn

from training.drawing.lines import Batch, LineBatches, Source
from training.model import build, hidden_pairs
from training.train import averaged_weights

_COLUMNS: Final = 4000  # of each batch that are looked at
_DAMPING: Final = 1e-4  # share of the mean second moment, against rounding
_MULTIPLE: Final = 16  # channels that the processor takes at once


def narrow(network: fx.GraphModule, batches: Iterable[Batch], share: float) -> None:
    """Drops hidden channels.

    Args:
        network: As `training.model.build` makes it; it is changed.
        batches: Lines that show which channels matter; some thousand.
        share: Of the hidden channels, how many remain.
    """
    pairs = hidden_pairs(network)
    moments = _second_moments(network, [second for _, second in pairs], batches)
    for (first, second), moment in zip(pairs, moments, strict=True):
        count = round(first.out_channels * share / _MULTIPLE) * _MULTIPLE
        kept, weight, bias = drop_channels(
            second.weight.data[:, :, 0, 0], _bias(second), moment, count
        )
        first.weight = nn.Parameter(first.weight.data[kept])
        first.bias = nn.Parameter(_bias(first)[kept])
        second.weight = nn.Parameter(weight[:, :, None, None].contiguous())
        second.bias = nn.Parameter(bias)
        first.out_channels = second.in_channels = count


def drop_channels(
    weight: torch.Tensor, bias: torch.Tensor, moment: torch.Tensor, count: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Drops the inputs that a linear map needs least and refits the rest.

    Args:
        weight: [outputs, inputs].
        bias: [outputs].
        moment: [inputs + 1, inputs + 1], second moments of the inputs and of the constant 1.
        count: How many inputs remain.

    Returns:
        The numbers of the inputs that remain, and the map from them: weight and bias.
    """
    inputs = weight.shape[1]
    full = torch.cat([weight, bias[:, None]], 1).double()
    damping = _DAMPING * moment.diagonal()[:inputs].mean()
    inverse = torch.linalg.inv(moment + damping * torch.eye(inputs + 1, dtype=torch.double))
    alive = torch.ones(inputs, dtype=torch.bool)
    for _ in range(inputs - count):
        loss = (full[:, :inputs] ** 2).sum(0) / inverse.diagonal()[:inputs]
        loss[~alive] = torch.inf
        least = int(loss.argmin())
        pivot = inverse[least, least].clone()
        full -= torch.outer(full[:, least] / pivot, inverse[least])
        inverse -= torch.outer(inverse[:, least], inverse[least]) / pivot
        inverse[least, least] = 1.0
        alive[least] = False
    kept = alive.nonzero()[:, 0]
    return kept, full[:, kept].float(), full[:, inputs].float()


@torch.no_grad()
def _second_moments(
    network: nn.Module, layers: list[nn.Conv2d], batches: Iterable[Batch]
) -> list[torch.Tensor]:
    moments = [
        torch.zeros(layer.in_channels + 1, layer.in_channels + 1, dtype=torch.double)
        for layer in layers
    ]

    def adding(moment: torch.Tensor) -> Callable[[nn.Module, Any], None]:
        def add(_: nn.Module, inputs: Any) -> None:
            columns = inputs[0].transpose(0, 1).flatten(1)
            columns = columns[:, torch.randperm(columns.shape[1])[:_COLUMNS]].double()
            columns = torch.cat([columns, columns.new_ones(1, columns.shape[1])])
            moment.add_(columns @ columns.T)

        return add

    hooks = [
        layer.register_forward_pre_hook(adding(moment))
        for layer, moment in zip(layers, moments, strict=True)
    ]
    for pictures, _ in batches:
        network(pictures)
    for hook in hooks:
        hook.remove()
    return moments


def _bias(layer: nn.Conv2d) -> torch.Tensor:
    return torch.zeros(layer.out_channels) if layer.bias is None else layer.bias.data


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Makes the recogniser cheaper.")
    parser.add_argument("--weights", type=Path, required=True, help="weights or inference.onnx")
    parser.add_argument("--corpus", type=Path, required=True, help="folder of UTF-8 text files")
    parser.add_argument("--share", type=float, default=0.5, help="hidden channels that remain")
    parser.add_argument("--batches", type=int, default=40, help="batches of lines to look at")
    parser.add_argument("--out", type=Path, required=True, help="weights to write")
    chosen = parser.parse_args()
    network = build(averaged_weights(chosen.weights)).eval()
    lines = itertools.islice(LineBatches(Source(chosen.corpus, seed=77)), chosen.batches)
    narrow(network, lines, chosen.share)
    torch.save(network.state_dict(), chosen.out)


if __name__ == "__main__":
    main()
