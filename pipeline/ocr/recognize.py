"""Step 5b: recognises the text of a line.

The recogniser is a PP-OCR network with a Vietnamese head (see models/README.md). Its input is a
line 48 pixels high; for every 8 pixels of width it outputs the probability of each symbol (CTC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.agreement import weigh
from pipeline.ocr.language import LanguageModel, choose_marks
from pipeline.ocr.models import VIETNAMESE_READER, Models
from pipeline.ocr.networks import Network, Runtime, open_network
from pipeline.ocr.ports import Calibration
from pipeline.ocr.symbols import Recognition, Symbol
from schemas.text.spelling import nfc, search_key

__all__ = ["VietnameseRecognizer"]

_HEIGHT = 48
_FRAME = 8
"""Pixels of width per output frame of the network."""
_WIDTHS = (
    *(160, 208, 256, 320, 384, 448, 512, 576, 640, 704, 768, 864, 960, 1056, 1152),
    *(1280, 1408, 1536, 1664, 1824, 1984, 2176, 2368),
)
"""Widths to which lines are padded: few, because each shape costs memory, but closely spaced."""
_ROOM, _STRETCH = 1.5, 1.3
"""A line with fewer frames per symbol is read again, stretched by this factor."""
_POSSIBLE = 1e-6
"""Minimum probability at which the image permits another diacritic."""
_CONTESTED = 0.85
"""Upper limit of the probability of a letter about which two readers disagree."""
_SELDOM = frozenset("ỵỴ")
"""Letters that are rare in Vietnamese: the network has seen too few to be reliable."""
_SELDOM_POSSIBLE, _SELDOM_BELIEF = 0.01, 0.6
"""Minimum probability for such a letter to be considered, and its upper limit then."""
_MARGIN = 16
"""Empty pixels after a line, so that its last letter is recognised."""


class VietnameseRecognizer:
    """The PP-OCR recogniser with the full Vietnamese alphabet; uses no second reader.

    See `pipeline.ocr.reader.default_recognizer` for the complete recogniser.
    """

    def __init__(
        self, models: Models, calibration: Calibration, language: LanguageModel, runtime: Runtime
    ) -> None:
        """Load the network and check that it can output Vietnamese.

        Args:
            models: The models.
            calibration: Converts its probabilities into confidences.
            language: The language model.
            runtime: What it runs on.

        Raises:
            ModelError: The model is missing, altered, or lacks a Vietnamese letter.
        """
        model = models.load(VIETNAMESE_READER)
        self._alphabet = model.alphabet()
        self._relatives = _relatives(self._alphabet)
        self._network: Network = open_network(model.network, runtime)
        self._calibration = calibration
        self._language = language
        self._name = f"motlan-vi/{model.version}"

    @property
    def name(self) -> str:
        """Name and version, as written into evidence."""
        return self._name

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read images of single lines; see `pipeline.ocr.ports.Recognizer`."""
        scaled = [_scale(line) for line in lines]
        results = self._read_scaled(scaled)
        dense = [i for i, result in enumerate(results) if _is_dense(scaled[i], result)]
        again = self._read_scaled([_scale(lines[i], _STRETCH) for i in dense])
        for i, result in zip(dense, again, strict=True):
            results[i] = result
        return results

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        """Read lines that contain only the given characters; see `Recognizer`."""
        allowed = np.array([i == 0 or sign in signs for i, sign in enumerate(self._alphabet)])
        return self._read_scaled([_scale(line) for line in lines], allowed)

    def glance(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read lines with `read`, because there is no cheaper method."""
        return self.read(lines)

    def weigh(self, first: Recognition, second: str) -> Recognition:
        """Weigh a reading against a second one; see `pipeline.ocr.ports.Weighing`."""
        if not first.seen:
            return replace(first, second=second)
        return self._judge(weigh(first.seen, second), second)

    def _judge(self, seen: tuple[Symbol, ...], second: str | None = None) -> Recognition:
        """Return the reading of symbols according to image and language, with its confidence."""
        symbols = tuple(map(_not_too_sure, choose_marks(seen, self._language)))
        text = nfc("".join(symbol.text for symbol in symbols)).strip()
        return Recognition(text, self._calibration.confidence(symbols), symbols, seen, second)

    def _read_scaled(
        self, scaled: Sequence[NDArray[np.uint8]], allowed: NDArray[np.bool_] | None = None
    ) -> list[Recognition]:
        """Read images of the network's height, restricted to the allowed classes."""
        results = []
        for picture, frames in zip(scaled, self._network(map(_padded, scaled)), strict=True):
            posterior = frames[0]
            if allowed is not None:
                posterior = posterior * allowed
                posterior = posterior / np.maximum(posterior.sum(axis=1, keepdims=True), 1e-9)
            results.append(self._decode(posterior, picture.shape[1] / _FRAME))
        return results

    def _decode(self, frames: NDArray[np.float32], used: float) -> Recognition:
        """Decode greedily (CTC): repeated classes collapse, blanks separate them."""
        classes = frames.argmax(axis=1)
        starts = np.flatnonzero(np.diff(classes, prepend=-1))
        ends = np.append(starts[1:], len(classes))
        symbols = tuple(
            self._symbol(frames[start:end], (start + end) / 2 / used)
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
            if classes[start]
        )
        return self._judge(symbols)

    def _symbol(self, run: NDArray[np.float32], position: float) -> Symbol:
        """Build a symbol from the frames in which one class was the most likely."""
        peak = run.max(axis=0)
        best = int(peak.argmax())
        rivals = ((self._alphabet[rival], float(peak[rival])) for rival in self._relatives[best])
        return Symbol(
            self._alphabet[best],
            float(peak[best]),
            min(1.0, position),
            tuple((text, p) for text, p in rivals if p > _POSSIBLE),
        )


def _not_too_sure(symbol: Symbol) -> Symbol:
    """Limit the probability of a letter contested by a second reader or a rare letter."""
    seldom = any(t in _SELDOM and p > _SELDOM_POSSIBLE for t, p in symbol.alternatives)
    most = _SELDOM_BELIEF if seldom else _CONTESTED if symbol.contested else 1.0
    return replace(symbol, probability=most) if symbol.probability > most else symbol


def _relatives(alphabet: Sequence[str]) -> list[list[int]]:
    """Return, per class, the classes of the same letter and case with other diacritics."""
    families: dict[tuple[str, bool], list[int]] = {}
    keys = [(search_key(sign), sign.isupper()) for sign in alphabet]
    for i, key in enumerate(keys):
        families.setdefault(key, []).append(i)
    return [
        [j for j in families[key] if j != i] if alphabet[i].isalpha() else []
        for i, key in enumerate(keys)
    ]


def _is_dense(scaled: NDArray[np.uint8], result: Recognition) -> bool:
    """Return whether a line has too few frames for its symbols (small or narrow print)."""
    return bool(scaled.shape[1] < _ROOM * _FRAME * len(result.symbols))


def _scale(line: NDArray[np.uint8], stretch: float = 1.0) -> NDArray[np.uint8]:
    """Scale a line to the network's height and stretch it, up to the widest bucket."""
    height, width = line.shape[:2]
    wanted = max(_FRAME, round(width * _HEIGHT / height * stretch))
    wanted = min(wanted, _WIDTHS[-1] - _MARGIN)
    method = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_LINEAR
    scaled: NDArray[np.uint8] = cv2.resize(line, (wanted, _HEIGHT), interpolation=method)
    return scaled


def _padded(line: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return float32 [1, 3, 48, width] in [-1, 1], padded with 0 (mid grey) after the line."""
    used = line.shape[1]
    padded = np.zeros((1, 3, _HEIGHT, next(w for w in _WIDTHS if w >= used + _MARGIN)), np.float32)
    padded[0, :, :, :used] = (line.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)
    return padded
