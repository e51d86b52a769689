"""The reader of pages as it is shipped: the one place where its parts are put together."""

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
    """Return a reader of pages with its networks loaded; make one per process and keep it.

    Args:
        models: Where they lie.
        runtime: What they run on.
        recognizer: A reader of lines that is loaded already; the shipped one where None.

    Raises:
        ModelError: A model is missing or was altered.
    """
    return PageReader(
        detector=PaddleDetector(models, runtime),
        recognizer=recognizer or default_recognizer(models, runtime),
        pen=HandwritingDetector(models, runtime),
    )
