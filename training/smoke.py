"""Checks that a short training run has learned something.

    python -m training.smoke --report run/report.txt --models run/models

Runs in the product's environment; `--models` is the folder of the export.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from pipeline.ocr.models import VIETNAMESE_READER, Models

_LOSS: Final = re.compile(r"loss (\d+\.\d+)")
_FALL: Final = 0.8
"""Share of the first loss below which it has learnt; means of five steps swing by a tenth."""


def losses(report: Path) -> list[float]:
    """Returns the mean losses that a training reported, in nats for each sign."""
    return [float(loss) for loss in _LOSS.findall(report.read_text(encoding="utf-8"))]


def loaded_width(models: Models) -> int:
    """Loads the export as the product and as PaddleOCR do; returns the number of its signs."""
    from paddleocr import TextRecognition

    model = models.load(VIETNAMESE_READER)
    TextRecognition(
        model_name="PP-OCRv6_small_rec", model_dir=str(model.folder), engine="onnxruntime"
    )
    return len(model.alphabet())


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    told = losses(options.report)
    first, last = told[0], min(told[-3:])
    print(f"loss: {' '.join(f'{loss:.2f}' for loss in told)}")
    if last > _FALL * first:
        sys.exit(f"The loss did not fall: {first:.2f} at first, {last:.2f} at last.")
    width = loaded_width(Models(options.models))
    print(f"fell to {last / first:.0%}; the export loads, {width} signs")


if __name__ == "__main__":
    main()
