"""The quality verdict on a page, before reading: good, usable or scan again.

The measures are taken from the image, not from its metadata, in paper units (millimetres, pixels at
200 dpi), so that they mean the same at every resolution. NĐ 30/2020/NĐ-CP, Phụ lục I requires at
least 200 dpi in colour at 100 % scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import A4_INCHES, MM_PER_INCH
from pipeline.image.deskew import estimate_skew
from pipeline.image.photo import Corners, find_sheet, rectify
from pipeline.intake.decode.page_image import PageImage
from schemas.record.page import Defect, Grade, PageQuality

__all__ = [
    "Defect",
    "Finding",
    "Grade",
    "Measures",
    "QualityVerdict",
    "as_positive",
    "has_print",
    "judge",
    "measure",
    "unreadable",
]

_TILE_MM = 6.0
"""Side of the tiles in which contrast and sharpness are measured; at least one letter fits."""
_FEWEST_LETTERS = 3
"""Minimum number of letter-sized shapes; fewer are specks."""
_DARK_GROUND, _MORE_LIGHT = 110, 2
"""Grey level below which three quarters of a negative lie; how many times more of its letters are
light than dark."""
_INK_MIN = 35
"""Minimum range of grey levels in a tile with print."""
_WORK_DPI = 100.0
"""Resolution at which shapes are analysed."""
_EDGE_MM = 1.5
"""Distance from the image edge within which a complete page has no letters."""
_EDGE_OF_NORMAL = math.sqrt(2 * math.pi)
"""Height divided by steepest slope of an edge with Gaussian blur, in standard deviations."""
_PAPERS_MM = ((297.0, 420.0), (210.0, 297.0), (148.5, 210.0))
_SMALL_PAPERS_MM = ((105.0, 148.0), (88.0, 125.0))
"""A6 and the passport page (ID-3): assumed only if the declared resolution fits them."""
_DPI_FITS = 0.04
"""Maximum deviation of the declared from the measured resolution, as a logarithm."""
_SCANNER_DPI = (100, 150, 200, 240, 300, 400, 600)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect of a page.

    Attributes:
        defect: The defect.
        grade: Its severity: usable or scan again.
        reason: Message to the clerk, in Vietnamese.
    """

    defect: Defect
    grade: Grade
    reason: str


@dataclass(frozen=True, slots=True)
class Measures:
    """Measurements of a page.

    Attributes:
        dpi: Pixels per inch of paper, from the size of the page in the image.
        blur: Standard deviation of the blur of letter edges, pixels at 200 dpi; 0 if blank.
        contrast: Grey levels between print and paper; 255 if blank.
        paper: Grey level of the paper.
        glare: Share of the page that is overexposed.
        skew: Degrees clockwise by which to rotate the page to make it level.
        cut_letters: Number of letters at the image edge that has the most; cut letters count twice.
        folded_corners: Number of corners that show the background behind the paper.
        blank: Whether there is no print.
        colour: Whether the image has any colour; a greyscale scan has none at all.
    """

    dpi: float
    blur: float
    contrast: float
    paper: float
    glare: float
    skew: float
    cut_letters: int
    folded_corners: int
    blank: bool
    colour: bool


@dataclass(frozen=True, slots=True)
class QualityVerdict:
    """The quality verdict on a page.

    Attributes:
        grade: The worst grade of the findings.
        findings: Defects, worst first.
        measures: The measurements that they are based on.
        corners: Corners of the sheet on a photo, reused when the page is read; None on a scan.
    """

    grade: Grade
    findings: tuple[Finding, ...]
    measures: Measures
    corners: Corners | None = field(default=None, compare=False)

    @property
    def blank(self) -> bool:
        """Whether the page has no print; a blank back is not a defect."""
        return self.measures.blank

    def summary(self) -> PageQuality:
        """Return the verdict in the form that the record stores."""
        return PageQuality(
            grade=self.grade,
            defects=tuple(finding.defect for finding in self.findings),
            reasons=tuple(finding.reason for finding in self.findings),
            short=tuple(_SHORT[finding.defect] for finding in self.findings),
            dpi=round(self.measures.dpi, 1),
        )


def judge(page: PageImage) -> QualityVerdict:
    """Judge a page image; on a photo, the sheet."""
    corners = find_sheet(page.pixels)
    if corners is not None:
        sheet = rectify(page.pixels, corners).pixels
        page = PageImage(page.number, sheet, max(sheet.shape[:2]) / max(A4_INCHES))
    measures = measure(page)
    findings = sorted(_findings(measures), key=lambda f: f.grade is not Grade.SCAN_AGAIN)
    grade = findings[0].grade if findings else Grade.GOOD
    return QualityVerdict(grade, tuple(findings), measures, corners)


def unreadable(quality: PageQuality) -> PageQuality:
    """Return the verdict on a page with print of which nothing could be read; never good."""
    grade = Grade.USABLE if quality.grade is Grade.GOOD else quality.grade
    return quality.model_copy(
        update={
            "grade": grade,
            "defects": (*quality.defects, Defect.UNREADABLE),
            "reasons": (*quality.reasons, _REASONS[Defect.UNREADABLE]),
            "short": (*quality.short, _SHORT[Defect.UNREADABLE]),
        }
    )


_REASONS = {
    Defect.LOW_RESOLUTION: "Độ phân giải thực khoảng {dpi:.0f} dpi, dưới mức 200 dpi: "
    "quét lại ở 300 dpi, tỷ lệ 100 %.",
    Defect.NO_COLOUR: "Ảnh không có màu: chọn chế độ quét màu rồi quét lại, trừ khi nguồn là bản "
    "quét đen trắng có sẵn.",
    Defect.BLUR: "Ảnh bị nhòe: lau kính quét, đặt giấy sát mặt kính rồi quét lại.",
    Defect.LOW_CONTRAST: "Chữ quá nhạt: tăng độ tương phản rồi quét lại.",
    Defect.DARK: "Ảnh quá tối: tăng độ sáng rồi quét lại.",
    Defect.GLARE: "Ảnh bị lóa sáng: đổi góc chụp, tắt đèn nháy rồi chụp lại.",
    Defect.SKEW: "Giấy đặt lệch khoảng {tilt:.0f} độ: đặt thẳng rồi quét lại.",
    Defect.CUT_EDGE: "Chữ bị cắt ở mép ảnh: đặt lại giấy cho trọn trang rồi quét lại.",
    Defect.FOLDED_CORNER: "Góc giấy bị gấp hoặc khuất: vuốt phẳng rồi quét lại.",
    Defect.UNREADABLE: "Trang có nét mực nhưng không đọc được chữ nào: mở ảnh ra xem, quét lại nếu "
    "trang có chữ.",
}
_SHORT = {
    Defect.LOW_RESOLUTION: "độ phân giải thấp",
    Defect.NO_COLOUR: "không màu",
    Defect.BLUR: "mờ",
    Defect.LOW_CONTRAST: "chữ nhạt",
    Defect.DARK: "tối",
    Defect.GLARE: "lóa sáng",
    Defect.SKEW: "lệch",
    Defect.CUT_EDGE: "mất chữ ở mép",
    Defect.FOLDED_CORNER: "gấp góc",
    Defect.UNREADABLE: "không đọc được",
}
_WORSE_BELOW = {Defect.LOW_RESOLUTION, Defect.LOW_CONTRAST, Defect.DARK}
_BOUNDS: dict[Defect, tuple[float, float]] = {
    Defect.LOW_RESOLUTION: (195, 195),  # the legal floor has no intermediate grade
    Defect.NO_COLOUR: (1, math.inf),  # a reason to flag, but by itself never to scan again
    Defect.BLUR: (1.6, 2.4),
    Defect.LOW_CONTRAST: (85, 50),
    Defect.DARK: (150, 100),
    Defect.GLARE: (0.01, 0.03),
    Defect.SKEW: (5, 12),
    Defect.CUT_EDGE: (6, 18),
    Defect.FOLDED_CORNER: (1, 3),
}
"""Thresholds of each defect for the grades "usable" and "scan again"."""


def _findings(m: Measures) -> Iterator[Finding]:
    values = {
        Defect.LOW_RESOLUTION: m.dpi,
        Defect.NO_COLOUR: not m.colour,
        Defect.BLUR: m.blur,
        Defect.LOW_CONTRAST: m.contrast,
        Defect.DARK: m.paper,
        Defect.GLARE: m.glare,
        Defect.SKEW: abs(m.skew),
        Defect.CUT_EDGE: m.cut_letters,
        Defect.FOLDED_CORNER: m.folded_corners,
    }
    for defect, value in values.items():
        if m.blank and defect is not Defect.DARK:
            continue
        grade = _grade(value, *_BOUNDS[defect], worse_below=defect in _WORSE_BELOW)
        if grade is not Grade.GOOD:
            reason = _REASONS[defect].format(dpi=m.dpi, tilt=abs(m.skew))
            yield Finding(defect, grade, reason)


def _grade(value: float, usable: float, again: float, *, worse_below: bool) -> Grade:
    sign = -1 if worse_below else 1
    if sign * value >= sign * again:
        return Grade.SCAN_AGAIN
    return Grade.USABLE if sign * value >= sign * usable else Grade.GOOD


def measure(page: PageImage) -> Measures:
    """Measure a page image; takes about a third of a second for A4 at 200 dpi."""
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    height, width = gray.shape
    dpi = _true_dpi(width, height, page.dpi)
    paper = float(np.percentile(gray[::4, ::4], 75))
    small = _at(gray, dpi, _WORK_DPI)
    negative = _is_negative(small)
    letters = _letters(255 - small if negative else small)
    contrast, blur = _print(gray, dpi)
    blank = len(letters) < _FEWEST_LETTERS or not contrast
    return Measures(
        dpi=dpi if page.scanned_dpi is None else dpi * page.scanned_dpi / page.dpi,
        blur=0.0 if blank else blur * 200 / dpi,
        contrast=255.0 if blank else contrast,
        paper=paper,
        glare=_glare(small, paper),
        skew=0.0 if blank else estimate_skew(gray),
        cut_letters=_cut_letters(letters, small.shape[1], small.shape[0]),
        folded_corners=_folded_corners(small, paper),
        blank=blank,
        colour=_has_colour(page.pixels),
    )


def has_print(page: PageImage) -> bool:
    """Return whether a page image shows letter-like shapes; a cheaper `Measures.blank`."""
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    small = _at(gray, page.dpi, _WORK_DPI)
    letters = _letters(255 - small if _is_negative(small) else small)
    return len(letters) >= _FEWEST_LETTERS and _print(gray, page.dpi)[0] > 0


def as_positive(page: PageImage) -> PageImage:
    """Return a page with dark print on a light ground: negatives of microfilm are turned round."""
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    if float(np.percentile(gray[::4, ::4], 75)) >= _DARK_GROUND:
        return page
    if not _is_negative(_at(gray, page.dpi, _WORK_DPI)):
        return page
    return replace(page, pixels=255 - page.pixels)


def _is_negative(small: NDArray[np.uint8]) -> bool:
    """Tell whether a page shows light letters on a dark ground; a card on a black bed does not."""
    if float(np.percentile(small, 75)) >= _DARK_GROUND:
        return False
    light, dark = len(_letters(255 - small)), len(_letters(small))
    return light >= _FEWEST_LETTERS and light > _MORE_LIGHT * dark


def _has_colour(pixels: NDArray[np.uint8]) -> bool:
    """Return whether any pixel is not grey; the noise of a colour scanner suffices."""
    sample = pixels[::4, ::4].astype(np.int16)
    return bool((sample.max(axis=2) - sample.min(axis=2)).any())


def _true_dpi(width: int, height: int, declared: float) -> float:
    """Return the resolution for the A size that best fits usual scanner settings."""
    short, long = sorted((width, height))
    if not 1.36 < long / short < 1.47:  # not an A size: a card, a strip, a photo
        return declared
    candidates = [long * MM_PER_INCH / side for _, side in _PAPERS_MM]

    def misfit(dpi: float) -> float:
        # A declared value that fits a paper size decides; otherwise the most common setting.
        nearest = min(abs(math.log(dpi / common)) for common in _SCANNER_DPI)
        return min(nearest, 0.5 * abs(math.log(dpi / declared)))

    def fits_declared(dpi: float) -> bool:
        return abs(math.log(dpi / declared)) < _DPI_FITS

    if any(map(fits_declared, candidates)):
        return min(candidates, key=misfit)
    small = [long * MM_PER_INCH / side for _, side in _SMALL_PAPERS_MM]
    return next(filter(fits_declared, small), candidates[1])


def _at(gray: NDArray[np.uint8], dpi: float, wanted: float) -> NDArray[np.uint8]:
    scale = wanted / dpi
    size = max(8, round(gray.shape[1] * scale)), max(8, round(gray.shape[0] * scale))
    resized: NDArray[np.uint8] = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return resized


def _print(gray: NDArray[np.uint8], dpi: float) -> tuple[float, float]:
    """Return contrast (grey levels) and blur (pixels) of the print, as medians over its tiles."""
    tile = max(8, round(_TILE_MM * dpi / MM_PER_INCH))
    # A single bright or dark speck must not count as print.
    calm = cv2.medianBlur(gray, 3)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0, ksize=1) / 2
    along = cv2.Sobel(calm, cv2.CV_32F, 0, 1, ksize=1) / 2
    slope = np.maximum(np.abs(across), np.abs(along))
    ranges = _tiles(calm, tile, np.max) - _tiles(calm, tile, np.min)
    slopes = _tiles(slope, tile, np.max)
    inked = (ranges > _INK_MIN) & (slopes > 0)
    if not inked.any():
        return 0.0, 0.0
    # The median over the darker half: tiles that a letter only touches have a small range.
    strong = inked & (ranges >= np.median(ranges[inked]))
    contrast = float(np.median(ranges[strong]))
    return contrast, float(np.median(ranges[strong] / slopes[strong])) / _EDGE_OF_NORMAL


def _tiles(
    picture: NDArray[Any], tile: int, reduce: Callable[..., NDArray[Any]]
) -> NDArray[np.float64]:
    """Reduce an image tile by tile, float64 [rows, columns]."""
    rows, columns = (max(1, side // tile) for side in picture.shape)
    high, wide = picture.shape[0] // rows, picture.shape[1] // columns
    squares = picture[: rows * high, : columns * wide].reshape(rows, high, columns, wide)
    return reduce(squares, axis=(1, 3)).astype(np.float64)


def _letters(small: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return left, top, width, height of letter-sized shapes, int32 [letters, 4]."""
    around = cv2.blur(small, (41, 41))
    ink = ((around.astype(np.int16) - small) > 22).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    shapes = stats[1:]
    mm = _WORK_DPI / MM_PER_INCH
    wide, high, area = shapes[:, 2], shapes[:, 3], shapes[:, 4]
    fits = (high >= 1.2 * mm) & (high <= 9 * mm) & (wide <= 25 * mm) & (area >= 6)
    letters: NDArray[np.int32] = shapes[fits][:, :4]
    return letters


def _cut_letters(letters: NDArray[np.int32], width: int, height: int) -> int:
    """Return the number of letters at the image edge with the most; touching letters count twice.

    A cut runs between letters as often as through one, and papers have a margin (NĐ 30/2020: 15 mm
    and more).
    """
    near = _EDGE_MM * _WORK_DPI / MM_PER_INCH
    left, top = letters[:, 0], letters[:, 1]
    right, bottom = left + letters[:, 2], top + letters[:, 3]
    sides = (left, top, width - right, height - bottom)
    return max(int(np.sum(side <= near) + np.sum(side <= 0)) for side in sides)


def _glare(small: NDArray[np.uint8], paper: float) -> float:
    """Return the share of the page that the largest overexposed spot covers; 0 on a white scan."""
    if paper > 235:
        return 0.0
    washed = cv2.erode((small >= 250).astype(np.uint8), np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(washed)
    spots = stats[1:, 4]
    return float(spots.max()) / small.size if spots.size else 0.0


def _folded_corners(small: NDArray[np.uint8], paper: float) -> int:
    """Return the number of corners where a triangle is dark but the adjacent edges are not."""
    legs = round(10 * _WORK_DPI / MM_PER_INCH)
    if min(small.shape) < 4 * legs:
        return 0
    dark = small < paper - 70
    rows, columns = np.indices((legs, legs))
    triangle = rows + columns < legs - 2
    turns = (np.rot90(dark, turn) for turn in range(4))
    return sum(
        bool(
            turned[:legs, :legs][triangle].mean() > 0.8
            and turned[:3, 2 * legs : -2 * legs].mean() < 0.2
            and turned[2 * legs : -2 * legs, :3].mean() < 0.2
        )
        for turned in turns
    )
