"""The model files, verified by hash.

Models are loaded only from a folder on disk: neither this code nor the libraries below it may
access a model hub.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.errors import ModelError
from schemas.text.spelling import VIETNAMESE_LETTERS

__all__ = [
    "CALIBRATION",
    "DETECTOR",
    "PEN_DETECTOR",
    "SECOND_READER",
    "SHIPPED",
    "VIETNAMESE_LANGUAGE",
    "VIETNAMESE_READER",
    "Model",
    "Models",
]

DETECTOR = "detector"
PEN_DETECTOR = "pen/inference.onnx"
VIETNAMESE_READER = "vi_reader"
SECOND_READER = "second_reader/vie.traineddata"
CALIBRATION = "vi_language/calibration.json"
VIETNAMESE_LANGUAGE = "vi_language/pairs.npz"

_NETWORK = "inference.onnx"
_SETTINGS = "inference.yml"


@dataclass(frozen=True, slots=True)
class Model:
    """A PaddleOCR model folder with verified files.

    Attributes:
        name: Folder name below the models folder.
        folder: The folder.
        version: First 12 hex digits of the network's SHA-256.
    """

    name: str
    folder: Path
    version: str

    @property
    def network(self) -> Path:
        """The ONNX file."""
        return self.folder / _NETWORK

    def alphabet(self) -> tuple[str, ...]:
        """Return the recogniser's symbols in class order: blank, characters, space.

        Raises:
            ModelError: It lacks one of the 134 Vietnamese letters.
        """
        settings = yaml.safe_load((self.folder / _SETTINGS).read_text(encoding="utf-8"))
        signs = [str(sign) for sign in settings["PostProcess"]["character_dict"]]
        missing = VIETNAMESE_LETTERS - set(signs)
        if missing:
            raise ModelError(
                "letters", name=self.name, missing=len(missing), letters=len(VIETNAMESE_LETTERS)
            )
        return ("", *signs, " ")


@dataclass(frozen=True, slots=True)
class Models:
    """The models of an installation.

    Attributes:
        folder: Their folder, with the SHA-256 of every file in `SHA256SUMS`.
    """

    folder: Path

    def load(self, name: str) -> Model:
        """Load a model and verify that its files have the recorded SHA-256.

        Raises:
            ModelError: A file is missing or was altered.
        """
        self.file(f"{name}/{_SETTINGS}")
        network = self.file(f"{name}/{_NETWORK}")
        return Model(name, network.parent, _sha256(network)[:12])

    def file(self, name: str) -> Path:
        """Return a file below the folder after verifying its SHA-256.

        Raises:
            ModelError: It is missing or was altered.
        """
        expected, path = _recorded_sums(self.folder).get(name), self.folder / name
        if expected is None or not path.is_file():
            raise ModelError("missing", name=name, source=str(self.folder))
        if _sha256(path) != expected:
            raise ModelError("altered", name=name, source=str(self.folder))
        return path


SHIPPED = Models(Path(__file__).resolve().parents[2] / "models")
"""The models shipped next to the packages."""


def _recorded_sums(root: Path) -> dict[str, str]:
    path = root / "SHA256SUMS"
    if not path.is_file():
        raise ModelError("sums", source=str(root))
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip())
    return {name: digest for digest, name in rows}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
