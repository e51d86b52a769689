"""Turns, skews and damages real pages, and measures how they are cleaned and graded."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.image.deskew import estimate_skew, is_sideways, straighten
from pipeline.image.steps import STEPS, prepare
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import Grade, judge
from pipeline.page.barcodes import read_barcodes

__all__ = ["measure_pages"]

Pixels = NDArray[np.uint8]

_SETS = (
    "scan_nd96_2016",
    "scan_luat_cu_tru_2020",
    "scan_stamped_pages",
    "fields_admin_scans",
    "born_digital",
    "forms_templates",
)
_DPI = 200.0
_TURNS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)


@dataclass
class _Tally:
    pages: int = 0
    sideways_right: int = 0
    residuals: list[float] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    verdicts: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))


def measure_pages(pages: int, seed: int) -> None:
    """Print how often turns and skews are found, how verdicts fall, and the CPU time of steps."""
    folder = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    files = [f for name in _SETS for f in sorted((folder / name / "pages").glob("*.[pj][np]g"))]
    if not files:
        sys.exit(f"no pages in {folder}: set MOTLAN_EVAL_DATA")
    rng = random.Random(seed)  # noqa: S311 - the same pages in every run
    tally = _Tally()
    for path in rng.sample(files, min(pages, len(files))):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is not None and _has_text(picture):
            _measure(np.asarray(picture, np.uint8), rng, tally)
    _print(tally, seed)


def _has_text(picture: NDArray[np.generic]) -> bool:
    """Leave out sides without lines: they have no right way up."""
    return not judge(PageImage(1, np.asarray(picture, np.uint8), _DPI)).blank


def _measure(picture: Pixels, rng: random.Random, tally: _Tally) -> None:
    tally.pages += 1
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    own_skew = estimate_skew(gray)
    angle, turn = rng.uniform(-14, 14), rng.randrange(4)
    skewed = _skewed(gray, angle)
    with _clock(tally, "skew"):
        found = estimate_skew(skewed)
    tally.residuals.append(abs(found + angle - own_skew))
    code = _TURNS[turn]
    turned = skewed if code is None else cv2.rotate(skewed, code)
    with _clock(tally, "sideways"):
        sideways = is_sideways(turned)
    tally.sideways_right += sideways == (turn in (1, 3))
    with _clock(tally, "sheet and light"):
        prepare(picture, _DPI, steps=STEPS[:2])
    with _clock(tally, "bend"):
        straighten(picture, skew=0.0).find_warp(_DPI)
    with _clock(tally, "layers"):
        prepare(picture, _DPI, steps=STEPS[4:])
    with _clock(tally, "codes"):
        read_barcodes(picture)
    for name, spoil in {"as it is": lambda p: p, **_SPOILT}.items():
        with _clock(tally, "verdict"):
            verdict = judge(PageImage(1, spoil(picture), _DPI))
        tally.verdicts[name].append(verdict.grade is Grade.SCAN_AGAIN)


class _clock:  # noqa: N801 - reads as a statement
    def __init__(self, tally: _Tally, step: str) -> None:
        self._tally, self._step = tally, step

    def __enter__(self) -> None:
        self._begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        self._tally.seconds[self._step] += time.process_time() - self._begun


def _skewed(gray: Pixels, clockwise: float) -> Pixels:
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 1.0)
    turned = cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, np.uint8)


def _faded(picture: Pixels) -> Pixels:
    return np.asarray(255 - (255.0 - picture) * 0.15, np.uint8)


def _darkened(picture: Pixels) -> Pixels:
    return np.asarray(picture * 0.3, np.uint8)


def _blurred(picture: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 4.0), np.uint8)


def _coarse(picture: Pixels) -> Pixels:
    return np.asarray(cv2.resize(picture, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA))


def _slipped(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[:, picture.shape[1] // 4 :])


_SPOILT: dict[str, Callable[[Pixels], Pixels]] = {
    "blurred": _blurred,
    "faded to 15 %": _faded,
    "darkened to 30 %": _darkened,
    "70 dpi": _coarse,
    "a quarter cut off": _slipped,
}


def _print(tally: _Tally, seed: int) -> None:
    residuals = np.array(tally.residuals)
    print(f"{tally.pages} real pages, seed {seed}\n")
    print(f"direction of lines recognised correctly: {tally.sideways_right / tally.pages:.1%}")
    print(
        f"residual skew under 0.1 degree: {(residuals < 0.1).mean():.1%}; "
        f"median {np.median(residuals):.3f}, largest {residuals.max():.2f} degrees\n"
    )
    print('| pages | verdict "scan again" |\n|---|---|')
    for name, again in tally.verdicts.items():
        print(f"| {name} | {np.mean(again):.1%} |")
    print(_precision(tally))
    print("\n| step | CPU s/page |\n|---|---|")
    for step, calls in _steps(tally):
        print(f"| {step} | {tally.seconds[step] / calls:.3f} |")


def _precision(tally: _Tally) -> str:
    spoilt = [again for name in _SPOILT for again in tally.verdicts[name]]
    false = sum(tally.verdicts["as it is"]) * len(_SPOILT)
    true = sum(spoilt)
    return (
        f"\nprecision {true / max(1, true + false):.1%} (as many sound pages as spoilt ones), "
        f"recall {true / len(spoilt):.1%}"
    )


def _steps(tally: _Tally) -> Iterator[tuple[str, int]]:
    for step in tally.seconds:
        yield step, tally.pages * (1 + len(_SPOILT) if step == "verdict" else 1)
