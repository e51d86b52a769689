"""The folder of an exported model: what must hold of it, and its check sums."""

from __future__ import annotations

import hashlib
from pathlib import Path

import onnxruntime
import yaml

from training.text.charset import LETTERS


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
