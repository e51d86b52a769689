# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# ruff: noqa: D102 - what each method does is said by the class it overrides
"""An OCRmyPDF plugin whose recogniser knows the words already: only the output step is measured.

Runs in OCRmyPDF's own environment. The words come from the JSON file named by
`MOTLAN_BENCHMARK_WORDS`: a list of pages, each a list of lines, each a list of
`[text, left, top, right, bottom]` in pixels.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ocrmypdf import hookimpl
from ocrmypdf.hocrtransform import BoundingBox, OcrClass, OcrElement
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image


class KnownWords(OcrEngine):
    """Answers with the words of the file."""

    @staticmethod
    def version() -> str:
        return "1"

    @staticmethod
    def creator_tag(options: Any) -> str:
        return "known words"

    def __str__(self) -> str:
        return "known words"

    @staticmethod
    def languages(options: Any) -> set[str]:
        return {"vie", "eng"}

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:
        return OrientationConfidence(angle=0, confidence=0.0)

    @staticmethod
    def get_deskew(input_file: Path, options: Any) -> float:
        return 0.0

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_ocr(
        input_file: Path, options: Any, page_number: int = 0
    ) -> tuple[OcrElement, str]:
        pages = json.loads(Path(os.environ["MOTLAN_BENCHMARK_WORDS"]).read_text(encoding="utf-8"))
        with Image.open(input_file) as picture:
            width, height = picture.size
            dpi = float(picture.info.get("dpi", (200, 200))[0])
        lines = pages[page_number]
        page = OcrElement(
            ocr_class=OcrClass.PAGE,
            bbox=BoundingBox(0, 0, width, height),
            dpi=dpi,
            page_number=page_number,
            children=[_line(words) for words in lines],
        )
        return page, "\n".join(" ".join(word[0] for word in words) for words in lines)

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: Any) -> None:
        raise NotImplementedError


def _line(words: list[list[Any]]) -> OcrElement:
    box = BoundingBox(words[0][1], words[0][2], words[-1][3], words[-1][4])
    return OcrElement(
        ocr_class=OcrClass.LINE,
        bbox=box,
        language="vie",
        children=[
            OcrElement(ocr_class=OcrClass.WORD, bbox=BoundingBox(*place), text=text)
            for text, *place in words
        ],
    )


@hookimpl
def get_ocr_engine(options: Any) -> KnownWords:
    """Replace OCRmyPDF's own recogniser."""
    return KnownWords()
