"""The pen detector: `python -m training.pen --corpus text --hands faces --out models/pen`.

A small network that classifies every 16 pixels of a line's width as handwritten or printed.
"""

from __future__ import annotations

import argparse
import random
import warnings
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from torch import nn

from training.drawing.chance import seeded
from training.drawing.fonts import find_fonts
from training.drawing.hands import find_hands
from training.drawing.pen_lines import CELL, PenLine, joined, rendered, scanned
from training.folder import write_checksums
from training.reading import HEIGHT

WIDTHS: Final = (160, 256, 384, 512, 640, 768, 960, 1152, 1408, 1664)
_BATCH_PIXELS: Final = 10_000
_RATE: Final = 4e-3
_OPSET: Final = 17
_FALSE_ALARM: Final = 3.0
"""How many missed cells a false alarm weighs."""
_SCAN_SETS: Final = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital")


def _block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """A depthwise convolution of 5 x 5 and a pointwise one."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 5, stride, 2, groups=inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class PenNetwork(nn.Module):
    """Strokes, then what stands above and below each other, then the neighbours on the line."""

    def __init__(self) -> None:
        """Builds it with random weights."""
        super().__init__()
        self.strokes = nn.Sequential(
            nn.Conv2d(1, 16, 5, 2, 2, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            _block(16, 32, 2),
            _block(32, 32),
            _block(32, 48, 2),
            _block(48, 64),
        )
        self.along = nn.Sequential(
            nn.Conv2d(128, 64, 1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.Conv2d(64, 64, (1, 5), (1, 2), (0, 2), groups=64, bias=False),
            nn.Conv2d(64, 64, 1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.Conv2d(64, 64, (1, 5), 1, (0, 2), groups=64, bias=False),
            nn.Conv2d(64, 32, 1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Conv2d(32, 1, 1),
        )

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Returns a logit for each cell.

        Args:
            pictures: float [lines, 1, 48, width], -1 is black, 1 is white.
        """
        seen = self.strokes(pictures)
        column = torch.cat([seen.mean(2, keepdim=True), seen.amax(2, keepdim=True)], 1)
        return self.along(column)[:, 0, 0]


class _Chance(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(pictures))


def train(lines: list[PenLine], steps: int, seed: int) -> PenNetwork:
    """Returns a network that has learnt from so many batches of the lines."""
    torch.manual_seed(seed)
    network, rng = PenNetwork(), seeded(seed)
    print(f"{sum(p.numel() for p in network.parameters())} weights, {len(lines)} lines")
    optimizer = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=1e-3)
    mean = 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            warm = min(1.0, (step + 1) / 30)
            group["lr"] = _RATE * warm * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        pictures, written, weight = _batch(lines, rng)
        optimizer.zero_grad()
        each = nn.functional.binary_cross_entropy_with_logits(
            network(pictures), written, weight, reduction="sum"
        )
        loss = each / weight.sum().clamp(min=1)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        mean = loss.item() if step == 0 else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}, loss {mean:.4f}", flush=True)
    network.eval()
    return network


def _batch(
    lines: list[PenLine], rng: random.Random
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draws lines of one width at random, with contrast and sharpness altered."""
    first = rng.choice(lines).picture.shape[1]
    width = next(w for w in WIDTHS if w >= first)
    narrower = max((w for w in WIDTHS if w < first), default=0)
    alike = [line for line in lines if narrower < line.picture.shape[1] <= width]
    drawn = rng.choices(alike, k=max(4, _BATCH_PIXELS // width))
    pictures = np.full((len(drawn), 1, HEIGHT, width), 1.0, np.float32)
    written = np.zeros((len(drawn), width // CELL), np.float32)
    weight = np.zeros_like(written)
    for row, line in enumerate(drawn):
        pictures[row, 0, :, : line.picture.shape[1]] = _altered(line, rng) / 127.5 - 1
        written[row, : len(line.written)] = line.written
        told = np.where(line.written > 0, 1.0, _FALSE_ALARM).astype(np.float32)
        weight[row, : len(line.weight)] = line.weight * told
    return torch.from_numpy(pictures), torch.from_numpy(written), torch.from_numpy(weight)


def _altered(line: PenLine, rng: random.Random) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = line.picture
    if rng.random() < 0.3:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.0)), np.uint8)
    if rng.random() < 0.5:
        gain = rng.uniform(0.6, 1.3)
        picture = np.clip(255 - (255 - picture.astype(np.float32)) * gain, 0, 255).astype(np.uint8)
    return picture


def export(network: PenNetwork, folder: Path) -> None:
    """Writes `inference.onnx` into the folder, probabilities as its output."""
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Chance(network).eval(),
            (torch.randn(2, 1, HEIGHT, 320),),
            str(folder / "inference.onnx"),
            input_names=["x"],
            output_names=["y"],
            dynamic_axes={"x": {0: "lines", 3: "width"}, "y": {0: "lines", 1: "cells"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--hands", type=Path, required=True, help="folder of npm install")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="real print")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--lines", type=int, default=3500, help="rendered lines")
    parser.add_argument("--steps", type=int, default=1600, help="batches of training")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    shelf = find_fonts()
    hands, _ = find_hands(chosen.hands, shelf)
    lines = list(rendered(chosen.corpus, shelf, hands, chosen.lines, seed=1))
    lines += scanned([chosen.data / name for name in _SCAN_SETS], seed=1)
    lines += joined(lines, len(lines) // 4, seeded(2))
    export(train(lines, chosen.steps, seed=1), chosen.out)
    write_checksums(chosen.out.parent)


if __name__ == "__main__":
    main()
