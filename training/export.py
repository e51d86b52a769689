"""Export: `python -m training.export --checkpoint RUN/checkpoint.pt --out models/vi_reader`.

Writes a PaddleOCR model folder, which
`paddleocr.TextRecognition(model_name="PP-OCRv6_small_rec", model_dir=..., engine="onnxruntime")`
loads.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import Final

import torch
import yaml
from torch import nn

from training.folder import check, write_checksums
from training.model import build
from training.reading import HEIGHT
from training.text.charset import CHARACTERS, LETTERS, SYMBOLS
from training.train import averaged_weights

MODEL_NAME: Final = "PP-OCRv6_small_rec"
_OPSET: Final = 17


class _Posterior(nn.Module):
    """The network with probabilities as its output."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.network(pictures), -1)


def export(network: nn.Module, folder: Path) -> None:
    """Writes `inference.onnx` and `inference.yml` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "inference.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Posterior(network).eval(),
            (torch.randn(2, 3, HEIGHT, 320),),
            str(path),
            input_names=["x"],
            output_names=["y"],
            dynamic_axes={"x": {0: "lines", 3: "width"}, "y": {0: "lines", 1: "columns"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    settings = yaml.safe_dump(_settings(), sort_keys=False, allow_unicode=True)
    (folder / "inference.yml").write_text(settings, encoding="utf-8")
    check(folder)


def _settings() -> dict[str, object]:
    return {
        "Global": {"model_name": MODEL_NAME},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": [3, HEIGHT, 320]}},
                {"KeepKeys": {"keep_keys": ["image"]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": list(CHARACTERS)},
    }


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Exports the recogniser.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    chosen = parser.parse_args()
    export(build(averaged_weights(chosen.checkpoint)), chosen.out)
    write_checksums(chosen.out.parent)
    print(f"{chosen.out}: {len(SYMBOLS)} classes, all {len(LETTERS)} Vietnamese letters")


if __name__ == "__main__":
    main()
