"""The readers that are compared, each behind the same call."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

_ASTERNET_ASPECT: Final = 25.0  # widest line for its height


class MissingError(Exception):
    """A reader is not installed on this machine."""


class Engine(Protocol):
    """A reader of line pictures."""

    @property
    def name(self) -> str:
        """Returns the name for the table."""
        ...

    def read(self, lines: Sequence[Path]) -> list[str]:
        """Returns the text of each line picture."""
        ...


class Motlan:
    """The readers of this product, as the product runs them."""

    def __init__(self, *, second: bool = True) -> None:
        """Loads the shipped models.

        Args:
            second: Whether doubtful lines are read a second time.
        """
        from pipeline.ocr.reader import default_recognizer, first_reader

        self._recognizer = default_recognizer() if second else first_reader()
        self.name = "motlan" if second else "motlan, first reader alone"

    def read(self, lines: Sequence[Path]) -> list[str]:
        """Returns the text of each line picture."""
        readings = self._recognizer.read([load(line) for line in lines])
        return [reading.text for reading in readings]


class Tesseract:
    """Tesseract 5 with a Vietnamese model, all lines in one process."""

    def __init__(self, name: str, tessdata: Path | None = None) -> None:
        """Looks for the program and the model.

        Args:
            name: The name for the table.
            tessdata: Folder with vie.traineddata; by default that of the installation.

        Raises:
            MissingError: Program or model are not installed.
        """
        if shutil.which("tesseract") is None:
            raise MissingError("tesseract is not installed")
        if tessdata and not (tessdata / "vie.traineddata").exists():
            raise MissingError(f"no vie.traineddata in {tessdata}")
        self.name = name
        self._model = ["--tessdata-dir", str(tessdata)] if tessdata else []

    def read(self, lines: Sequence[Path]) -> list[str]:
        """Returns the text of each line picture.

        Raises:
            MissingError: The Vietnamese model is not installed.
        """
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as names:
            names.write("".join(f"{line.resolve()}\n" for line in lines))
            names.flush()
            command = ["tesseract", names.name, "stdout", "-l", "vie", "--psm", "7", *self._model]
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        if done.returncode:
            raise MissingError(done.stderr.strip().splitlines()[-1])
        return done.stdout.split("\f")[: len(lines)]


class AsterNet:
    """The recogniser of the `asterocr` wheel."""

    name = "AsterNet (asterocr)"

    def __init__(self) -> None:
        """Loads the network.

        Raises:
            MissingError: The wheel is not installed.
        """
        self._engine: Any = _module("asterocr").AsterOCR(enable_telemetry=False)

    def read(self, lines: Sequence[Path]) -> list[str]:
        """Returns the text of each line picture."""
        return [self._engine.predict(_squeezed(load(line))) for line in lines]


class RapidOcr:
    """The recogniser that the `rapidocr` wheel takes by default."""

    name = "RapidOCR default"

    def __init__(self) -> None:
        """Loads the network.

        Raises:
            MissingError: The wheel is not installed.
        """
        settings = {"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
        self.engine: Any = _module("rapidocr").RapidOCR(params=settings)

    def read(self, lines: Sequence[Path]) -> list[str]:
        """Returns the text of each line picture."""
        texts = []
        for line in lines:
            result = self.engine(load(line), use_det=False, use_cls=False, use_rec=True)
            texts.append(" ".join(result.txts or ()))
        return texts


def _squeezed(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Narrows a line that is too long for AsterNet, which stops at 256 columns."""
    height, width = picture.shape[:2]
    widest = int(height * _ASTERNET_ASPECT)
    if width <= widest:
        return picture
    return np.asarray(cv2.resize(picture, (widest, height), interpolation=cv2.INTER_AREA), np.uint8)


def load(path: Path) -> npt.NDArray[np.uint8]:
    """Loads a picture as BGR.

    Raises:
        FileNotFoundError: There is no such picture.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise FileNotFoundError(path)
    return np.asarray(picture, np.uint8)


def _module(name: str) -> Any:
    if importlib.util.find_spec(name) is None:
        raise MissingError(f"{name} is not installed")
    return importlib.import_module(name)
