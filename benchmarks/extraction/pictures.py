"""Draws a finding for inspection: the region of the page, the true value and the extracted one."""

from __future__ import annotations

import textwrap
from pathlib import Path

import cv2
from PIL import Image, ImageDraw

from benchmarks.extraction.measure import Finding
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.receive import Received
from samples.generate.canvas import font
from schemas.record.reading import Polygon

__all__ = ["draw_finding"]

_WIDTH = 1000
_ROOM = 2.5
"""What is shown around the place, in its own heights."""
_LETTERS = 84
_SIZE, _LEADING = 20, 26


def draw_finding(finding: Finding, file: Received, path: Path) -> None:
    """Write a picture of one finding.

    Args:
        finding: What came out.
        file: The paper it was read from.
        path: Of the PNG file.
    """
    number = finding.evidence.page or 1
    pages = {image.number: image for image in bounded_page_images(file)}
    page = Image.fromarray(cv2.cvtColor(pages[number].pixels, cv2.COLOR_BGR2RGB))
    if finding.evidence.polygon:
        page = _around(page, finding.evidence.polygon)
    scale = min(_WIDTH / page.width, 1400 / page.height)
    page = page.resize((round(page.width * scale), round(page.height * scale)))
    text = _caption(finding)
    whole = Image.new("RGB", (_WIDTH, page.height + _LEADING * (len(text) + 1)), "white")
    whole.paste(page, (0, 0))
    draw = ImageDraw.Draw(whole)
    for place, row in enumerate(text):
        at = (10, page.height + 10 + place * _LEADING)
        draw.text(at, row, font=font("Sans", "regular", _SIZE), fill="black")
    whole.save(path)


def _around(page: Image.Image, polygon: Polygon) -> Image.Image:
    """The place framed in red, over the whole width of the page."""
    points = [(point.x, point.y) for point in polygon]
    ImageDraw.Draw(page).polygon(points, outline="red", width=3)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    room = _ROOM * max(40.0, (bottom - top))
    return page.crop((0, max(0, round(top - room)), page.width, round(bottom + room)))


def _caption(finding: Finding) -> list[str]:
    evidence = finding.evidence
    failed = ", ".join(r.rule for r in evidence.rules if r.message)
    said = f"{evidence.state.value}, {evidence.confidence:.3f}" + (f", {failed}" if failed else "")
    rows = [
        f"{finding.paper}: {finding.field} [{said}]",
        f"true: {finding.true}",
        f"value: {evidence.value}",
        f"raw: {evidence.raw}",
    ]
    return [part for row in rows for part in textwrap.wrap(row, _LETTERS) or [""]]
