from __future__ import annotations

from typing import Literal

import pytest

from pipeline.ocr.detect import PaddleDetector
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
