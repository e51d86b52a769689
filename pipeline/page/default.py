"""The shipped page reader: the only place where its parts are assembled."""

from __future__ import annotations

from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.models import SHIPPED, Models
from pipeline.ocr.networks import Runtime
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.reader import default_recognizer
from pipeline.page.handwriting import HandwritingDetector
from pipeline.page.read import PageReader

__all__ = ["default_page_reader"]

_BEST = Runtime()


def default_page_reader(
    models: Models = SHIPPED, runtime: Runtime = _BEST, recognizer: Recognizer | None = None
) -> PageReader:
    """Return a page reader with its networks loaded; create one per process and keep it.

    Args:
        models: The models.
        runtime: What they run on.
        recognizer: A recogniser that is already loaded; None: the shipped one.

    Raises:
        ModelError: A model is missing or was altered.
    """
    return PageReader(
        detector=PaddleDetector(models, runtime),
        recognizer=recognizer or default_recognizer(models, runtime),
        pen=HandwritingDetector(models, runtime),
    )
