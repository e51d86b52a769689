"""Parts red ink from print, for reading only: seals, and stamps such as `HỎA TỐC` or `MẬT`.

Red ink reflects red light as paper does: in the red channel a seal is nearly paper while black
print stays dark. Where a pixel is red, its red value stands for all three channels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["lift_red", "red_layer", "red_share"]

_REDNESS = 28
"""How far red must exceed green and blue for a pixel to count as red ink."""


def red_share(pixels: NDArray[np.uint8]) -> float:
    """Return the share of red pixels of a picture, 0 to 1.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    return float(np.mean(_redness(pixels) > _REDNESS)) if pixels.size else 0.0


def lift_red(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture in which red ink is pale; black print beneath it stays.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    red = cv2.dilate((_redness(pixels) > _REDNESS).astype(np.uint8), np.ones((3, 3), np.uint8))
    channel = pixels[:, :, 2]
    # A thin seal over paper is a little darker than paper even in red: stretch it to white.
    paper = max(1.0, float(np.percentile(channel, 90)))
    lifted = np.minimum(255.0, channel.astype(np.float32) * (255.0 / paper)).astype(np.uint8)
    result: NDArray[np.uint8] = np.where(red[:, :, None] > 0, lifted[:, :, None], pixels)
    return result


def red_layer(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture of the red ink alone, dark on white.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    ink = np.clip(_redness(pixels) * 2, 0, 255).astype(np.uint8)
    layer: NDArray[np.uint8] = cv2.cvtColor(255 - ink, cv2.COLOR_GRAY2BGR)
    return layer


def _redness(pixels: NDArray[np.uint8]) -> NDArray[np.int16]:
    blue, green, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    redness: NDArray[np.int16] = red - np.maximum(green, blue)
    return redness
