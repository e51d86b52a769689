"""Export: `python -m training.export --checkpoint RUN/checkpoint.pt --out models/vi_reader`.

Writes a PaddleOCR model folder, which
`paddleocr.TextRecognition(model_name="PP-OCRv6_small_rec", model_dir=..., engine="onnxruntime")`
loads.
"""

from __future__ import annotations

import argparse
import hashlib
import warnings
from pathlib import Path
from typing import Final

import onnxruntime
import torch
import yaml
from torch import nn

from training.charset import CHARACTERS, LETTERS, SYMBOLS
from training.model import build
from training.reading import HEIGHT
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


def check(folder: Path) -> None:
    """Makes sure that the folder loads and can write every Vietnamese letter.

    Raises:
        ValueError: The output has another number of classes, or letters are missing.
    """
    session = onnxruntime.InferenceSession(
        str(folder / "inference.onnx"), providers=["CPUExecutionProvider"]
    )
    classes = session.get_outputs()[0].shape[-1]
    settings = yaml.safe_load((folder / "inference.yml").read_text(encoding="utf-8"))
    characters = settings["PostProcess"]["character_dict"]
    missing = set(LETTERS) - set(characters)
    if classes != len(characters) + 2 or missing:
        raise ValueError(f"{classes} classes, {len(characters)} characters, missing: {missing}")


def write_checksums(models: Path) -> None:
    """Writes SHA256SUMS over all model files below the folder."""
    files = sorted(path for path in models.glob("*/*") if path.is_file())
    rows = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(models).as_posix()}\n"
        for path in files
    )
    (models / "SHA256SUMS").write_text("".join(rows), encoding="utf-8")


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
    parser = argparse.ArgumentParser(description="Exports the line reader.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    chosen = parser.parse_args()
    network = build()
    network.load_state_dict(averaged_weights(chosen.checkpoint))
    export(network, chosen.out)
    print(f"{chosen.out}: {len(SYMBOLS)} classes, all {len(LETTERS)} Vietnamese letters")


if __name__ == "__main__":
    main()
