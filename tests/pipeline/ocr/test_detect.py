from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.models import DETECTOR, SHIPPED
from pipeline.ocr.networks import Runtime
from tests.pipeline.sheets import bgr, drawn

pytestmark = pytest.mark.slow

LINES = [
    (120, 200, "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM"),
    (120, 300, "Căn cứ Luật Hộ tịch"),
    (120, 400, "Họ và tên: Trần Thị Mẫu"),
]


@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_each_line_is_found_once(runtime: Literal["openvino", "onnxruntime"]) -> None:
    boxes = PaddleDetector(runtime=Runtime(runtime)).find(bgr(drawn(LINES, (1200, 800))))
    middles = sorted(box.center.y for box in boxes)
    assert len(middles) == len(LINES)
    for (_, top, _), middle in zip(LINES, middles, strict=True):
        assert top - 4 < middle < top + 50


def _sheet(height: int, width: int) -> NDArray[np.uint8]:
    """A sheet with level and leaning lines and specks, of any size."""
    sheet = bgr(drawn(LINES, (1200, 800)))
    lean = cv2.getRotationMatrix2D((600, 400), 7, 1)
    both = np.vstack([sheet, cv2.warpAffine(sheet, lean, (1200, 800), borderValue=(255,) * 3)])
    cv2.circle(both, (900, 700), 4, (0, 0, 0), -1)
    return np.asarray(cv2.resize(both, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def test_the_boxes_are_those_of_paddleocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    from paddleocr import TextDetection

    ours = PaddleDetector(runtime=Runtime("onnxruntime"))
    theirs = TextDetection(
        model_name="PP-OCRv6_small_det",
        model_dir=str(SHIPPED.load(DETECTOR).folder),
        engine="onnxruntime",
    )
    for shape in ((1600, 1200), (800, 1203), (2600, 300), (333, 410), (40, 20), (3, 300)):
        sheet = _sheet(*shape)
        (found,) = theirs.predict(sheet, limit_side_len=960, limit_type="max")
        sides = [(*p.min(axis=0).tolist(), *p.max(axis=0).tolist()) for p in found["dt_polys"]]
        assert [tuple(box) for box in ours.find(sheet)] == sides
        assert sides or min(shape) < 100
