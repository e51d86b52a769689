"""Named damages, so that figures can be given for each kind: functions of grey line pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


def blur(line: Picture) -> Picture:
    """Out of focus: a Gaussian of 1.5 pixels at 200 dpi."""
    return _picture(cv2.GaussianBlur(line, (0, 0), 1.5))


def low_resolution(line: Picture) -> Picture:
    """Scanned at half the resolution (100 dpi) and enlarged again by nobody."""
    return _picture(cv2.resize(line, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def jpeg(line: Picture) -> Picture:
    """JPEG of quality 12."""
    stored = cv2.imencode(".jpg", line, [cv2.IMWRITE_JPEG_QUALITY, 12])[1]
    return _picture(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE))


def noise(line: Picture) -> Picture:
    """Grain with a deviation of 25 grey levels."""
    grain = np.random.default_rng(line.shape[1]).normal(0, 25, line.shape)
    return _picture(np.clip(line + grain, 0, 255))


def faded(line: Picture) -> Picture:
    """A fifth of the contrast, on grey paper."""
    return _picture(190 + (line.astype(np.float32) - 190) * 0.2)


def copied(line: Picture) -> Picture:
    """A 1-bit copy, starved: thin strokes break."""
    soft = cv2.GaussianBlur(line, (0, 0), 0.8)
    level = float(np.percentile(soft, 1)) * 0.55 + float(np.percentile(soft, 99)) * 0.45
    return _picture(np.where(soft > level * 0.95, 255, 0))


def tilted(line: Picture) -> Picture:
    """Half a degree of skew that nobody took out."""
    height, width = line.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.5, 1.0)
    return _picture(cv2.warpAffine(line, turn, (width, height), borderValue=255))


def struck(line: Picture) -> Picture:
    """A dotted form line through the foot of the letters."""
    ruled = line.copy()
    ruled[int(line.shape[0] * 0.78) :: line.shape[0], ::5] = 0
    ruled[int(line.shape[0] * 0.78) :: line.shape[0], 1::5] = 0
    return ruled


DAMAGES: dict[str, Callable[[Picture], Picture]] = {
    "blur": blur,
    "low resolution": low_resolution,
    "JPEG": jpeg,
    "noise": noise,
    "faded": faded,
    "1-bit copy": copied,
    "tilted": tilted,
    "dotted line": struck,
}


def _picture(values: Any) -> Picture:
    return np.asarray(values, dtype=np.uint8)
