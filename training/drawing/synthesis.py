"""Pictures of text lines as a detector cuts them out of scanned administrative papers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.drawing.chance import seeded
from training.drawing.damage import RED, Damage, Ink, Picture
from training.drawing.fonts import FontShelf
from training.drawing.handwriting import Pen
from training.drawing.typesetting import SetLine, Typesetter
from training.reading import HEIGHT, scale_to_height
from training.text.wording import Wording, label_of

_DPI: Final = (100, 120, 144, 150, 170, 200, 206, 240, 300)
_DPI_WEIGHTS: Final = (0.05, 0.07, 0.17, 0.08, 0.09, 0.22, 0.14, 0.09, 0.09)
_POINTS: Final = (9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0)
_POINT_WEIGHTS: Final = (0.04, 0.06, 0.1, 0.18, 0.26, 0.3, 0.06)
_OVERSAMPLING: Final = 2
_SMALLEST: Final = 18.0  # type size in pixels below which tone marks cannot be told apart

_INKED: Final = 0.3  # cover of a column's darkest spot from which it holds ink


@dataclass(frozen=True)
class Sample:
    """A line picture of the reader's height, and what it says.

    Attributes:
        picture: uint8 array [48, width, 3], BGR.
        text: What stands on it.
        by_hand: Columns that hold ink of a pen, bool array [width]; None where nobody knows.
    """

    picture: Picture
    text: str
    by_hand: npt.NDArray[np.bool_] | None = None


class LinePainter:
    """Paints lines of text with the damages of real scans."""

    def __init__(
        self, wording: Wording, shelf: FontShelf, seed: int, pen: Pen | None = None
    ) -> None:
        """Takes what to write, the fonts, a seed, and who writes by hand (the shelf's fonts)."""
        self._rng = seeded(seed)
        self._wording = wording
        self._damage = Damage(self._rng, seed)
        self._typesetter = Typesetter(wording, shelf, pen or Pen(shelf, self._rng), self._rng)

    def paint(self) -> Sample:
        """Returns the next line."""
        rng = self._rng
        pieces = self._wording.draw()
        dpi = rng.choices(_DPI, _DPI_WEIGHTS)[0]
        points = rng.choices(_POINTS, _POINT_WEIGHTS)[0]
        em = max(_SMALLEST, points * dpi / 72)
        line = self._typesetter.set(pieces, round(em * _OVERSAMPLING))
        layers = self._digitise(line)
        light = self._light(layers)
        scanned = self._damage.scan(light, em)
        if scanned.ndim == 2:
            scanned = cv2.cvtColor(scanned, cv2.COLOR_GRAY2BGR)
        stretch = 1.0 if rng.random() < 0.5 else rng.uniform(0.88, 1.35)
        picture = scale_to_height(scanned, HEIGHT, stretch)
        pen = layers[1][0].max(0) if line.by_hand else np.zeros(scanned.shape[1], np.float32)
        columns = np.arange(picture.shape[1]) * scanned.shape[1] // picture.shape[1]
        return Sample(picture, label_of(pieces), pen[columns] > _INKED)

    def _digitise(self, line: SetLine) -> list[tuple[Ink, tuple[int, int, int]]]:
        """Prints each ink, then lays it on the scanner's grid, tilted and cropped."""
        rng = self._rng
        place = self._placement(line)
        sigma = _OVERSAMPLING * rng.uniform(0.3, 0.6)
        layers = []
        for number, (ink, colour) in enumerate(line.layers):
            printed = self._damage.print_ink(ink, line.em) if number == 0 else ink
            soft = cv2.GaussianBlur(printed, (0, 0), sigma)
            laid = cv2.warpAffine(soft, place[0], place[1], flags=cv2.INTER_LINEAR)
            layers.append((laid, colour))
        return layers

    def _placement(self, line: SetLine) -> tuple[npt.NDArray[np.float32], tuple[int, int]]:
        """Chooses tilt and crop: the affine map, and width and height of the cut-out."""
        rng = self._rng
        degrees = rng.choices(
            (0.0, rng.uniform(-0.35, 0.35), rng.uniform(-1.3, 1.3)), (0.4, 0.4, 0.2)
        )[0]
        width, em = line.right - line.left, line.em
        if width < 6 * em:
            degrees *= 2
        slope = math.tan(math.radians(degrees))
        rise = abs(slope) * width / 2
        top = line.top - em * self._margin() - rise * rng.uniform(0.85, 1.15)
        bottom = line.bottom + em * self._margin() + rise * rng.uniform(0.85, 1.15)
        left = line.left - em * rng.uniform(0.0, 0.7)
        right = line.right + em * rng.uniform(0.0, 0.7)
        shear = rng.choice((0.0, rng.uniform(-0.08, 0.08)))
        scale = 1 / _OVERSAMPLING
        centre_x, centre_y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
        place = np.array(
            [
                [scale, scale * shear, -scale * (left + shear * centre_y)],
                [scale * slope, scale, -scale * (top + slope * centre_x)],
            ],
            np.float32,
        )
        place[:, 2] += (rng.random() - 0.5, rng.random() - 0.5)
        return place, (round((right - left) * scale), max(10, round((bottom - top) * scale)))

    def _margin(self) -> float:
        """The free space above or below the line, in em; a little may be cut off."""
        rng = self._rng
        spans = ((-0.02, 0.08), (0.08, 0.25), (0.25, 0.65))
        return rng.uniform(*rng.choices(spans, (0.4, 0.42, 0.18))[0])

    def _light(self, layers: list[tuple[Ink, tuple[int, int, int]]]) -> npt.NDArray[np.float32]:
        """Paper and inks as reflected light, in colour only where an ink is coloured."""
        rng = self._rng
        paper = rng.uniform(215, 255) if rng.random() < 0.85 else rng.uniform(140, 215)
        coloured = any(max(colour) - min(colour) > 20 for _, colour in layers)
        tint = rng.random() < 0.12
        shape = layers[0][0].shape
        if not coloured and not tint:
            light = np.full(shape, paper, np.float32)
            for ink, colour in layers:
                light = light * (1 - ink) + ink * float(colour[0])
            return light
        shades = [rng.uniform(0.85, 1) if tint else 1.0 for _ in range(3)]
        picture = np.full((*shape, 3), [paper * shade for shade in shades], np.float32)
        for ink, colour in layers:
            # Inks are glazes: what lies beneath a stamp stays visible.
            strength = 0.85 if colour == RED else 1.0
            glaze = np.minimum(picture, np.array(colour, np.float32))
            cover = ink[:, :, None] * strength
            picture = picture * (1 - cover) + glaze * cover
        return picture
