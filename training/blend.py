"""Blending: `python -m training.blend --first OLD.pt --second RUN/checkpoint.pt --out NEW.pt`.

The mean of the weights before and after a training run keeps what the old ones read well and adds
what the new ones learned; on real scans it had fewer errors than the new weights alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.train import averaged_weights


def blend(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Returns the weights that lie between two sets, `share` of the way to the second.

    Raises:
        ValueError: The sets are not of the same network.
    """
    if first.keys() != second.keys():
        raise ValueError("the two sets of weights are not of the same network")
    return {
        name: torch.lerp(value, second[name], share) if value.is_floating_point() else value
        for name, value in first.items()
    }


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Blends two sets of weights.")
    parser.add_argument("--first", type=Path, required=True, help="checkpoint or weights")
    parser.add_argument("--second", type=Path, required=True, help="checkpoint or weights")
    parser.add_argument("--share", type=float, default=0.5, help="share of the second")
    parser.add_argument("--out", type=Path, required=True, help="weights to write")
    chosen = parser.parse_args()
    first, second = averaged_weights(chosen.first), averaged_weights(chosen.second)
    torch.save(blend(first, second, chosen.share), chosen.out)


if __name__ == "__main__":
    main()
