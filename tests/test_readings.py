"""What tests share of reading is what a reader would have said."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipeline.intake.decode.page_image import PageImage
from schemas.record.reading import PageReading
from tests import readings


def page(number: int = 1, grey: int = 255, dpi: float = 200.0) -> PageImage:
    return PageImage(number, np.full((30, 20, 3), grey, np.uint8), dpi)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[PageImage]:
    """The pages that were really read."""
    seen: list[PageImage] = []

    def really(_: Any, given: PageImage, __: Any) -> PageReading:
        seen.append(given)
        height, width = given.pixels.shape[:2]
        return PageReading(
            number=given.number, width=width, height=height, dpi=given.dpi, rotation=0, skew=0.0
        )

    monkeypatch.setattr(readings, "READ", really)
    return seen


def test_the_same_picture_is_read_once_whoever_asks(read: list[PageImage], tmp_path: Path) -> None:
    reader: Any = SimpleNamespace(name="reader/1")
    first = readings.remembering(tmp_path)(reader, page())
    assert readings.remembering(tmp_path)(reader, page()) == first
    assert len(read) == 1


@pytest.mark.parametrize("other", [page(number=2), page(grey=254), page(dpi=300.0)])
def test_another_page_is_another_reading(
    read: list[PageImage], tmp_path: Path, other: PageImage
) -> None:
    recall = readings.remembering(tmp_path)
    reader: Any = SimpleNamespace(name="reader/1")
    recall(reader, page())
    assert recall(reader, other).number == other.number
    recall(SimpleNamespace(name="reader/2"), page())
    assert len(read) == 3
